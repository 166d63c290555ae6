/** `device`: gives a tracker its token, lists trackers, and takes a token back. */
import { parseArgs } from 'node:util';
import type { Db } from '#db/open.ts';
import { addDevice, listDevices, revokeDevice } from '#lib/server/store/device-book.ts';
import { say } from '#lib/words/words.ts';
import { CallError, type Verb } from './verb.ts';
import { withDatabase } from './with-database.ts';

const usage = `npm run -s cli -- device add --district CODE [--person SOURCE_ID | --name N] [--label L]
npm run -s cli -- device list [--district CODE] [--json]
npm run -s cli -- device revoke --id ID

  --district  six-digit code of the district
  --person    who carries it, by their id in the district's data
  --name      … or by name, where only one person has it
  --label     what to call it in lists; by default the person's name

add prints the token once. Type it into the tracker as its device identifier, or as the password of Basic authentication.`;

interface Options {
	readonly district?: string | undefined;
	readonly person?: string | undefined;
	readonly name?: string | undefined;
	readonly label?: string | undefined;
	readonly id?: string | undefined;
	readonly json?: boolean | undefined;
}

const VERBS: Readonly<Record<string, (options: Options) => Promise<number>>> = { add, list, revoke };

export const verb: Verb = {
	summary: 'Give a tracker its token, list trackers, take a token back',
	usage,
	async run([name, ...args]) {
		const act = name === undefined ? undefined : VERBS[name];
		if (!act) throw new CallError(usage);
		return await act(parse(args));
	}
};

function parse(args: readonly string[]): Options {
	try {
		return parseArgs({
			args: [...args],
			options: {
				district: { type: 'string' },
				person: { type: 'string' },
				name: { type: 'string' },
				label: { type: 'string' },
				id: { type: 'string' },
				json: { type: 'boolean' }
			}
		}).values;
	} catch (error) {
		throw new CallError(`${(error as Error).message}\n\n${usage}`);
	}
}

function add(options: Options): Promise<number> {
	if (options.district === undefined) throw new CallError(`--district ?\n\n${usage}`);
	const code = options.district;
	return withDatabase(async (db) => {
		const districtId = await districtOf(db, code);
		const person = await personOf(db, districtId, options);
		const { id, token } = await addDevice(db, { districtId, personId: person?.id ?? null, label: options.label ?? person?.name ?? '' });
		console.error(`设备 Device ${id}${person ? ` · ${person.name}` : ''}\n令牌，只显示这一次 Token, shown this once:`);
		// Alone on standard output, so that a script can take it.
		console.log(token);
		return 0;
	});
}

function list(options: Options): Promise<number> {
	return withDatabase(async (db) => {
		const devices = await listDevices(db, options.district === undefined ? null : await districtOf(db, options.district));
		if (options.json) console.log(JSON.stringify(devices, null, '\t'));
		else if (devices.length === 0) console.log('尚无设备 No devices yet.');
		else
			for (const device of devices)
				console.log(
					[
						device.id,
						device.districtCode,
						device.label,
						device.person ?? '—',
						device.revokedAt ? `已停用 revoked ${device.revokedAt.toISOString()}` : (device.newestFixAt?.toISOString() ?? '—')
					].join('\t')
				);
		return 0;
	});
}

function revoke(options: Options): Promise<number> {
	const id = Number(options.id);
	if (options.id === undefined || !Number.isInteger(id)) throw new CallError(`--id ?\n\n${usage}`);
	return withDatabase(async (db) => {
		if (await revokeDevice(db, id, new Date())) {
			console.log('已停用 Revoked');
			return 0;
		}
		console.error(both('device-missing', { id }));
		return 1;
	});
}

async function districtOf(db: Db, code: string): Promise<number> {
	const district = await db.selectFrom('area').select('id').where('code', '=', code).where('depth', '=', 0).executeTakeFirst();
	if (!district) throw new CallError(both('area-missing', { code }));
	return district.id;
}

async function personOf(
	db: Db,
	districtId: number,
	{ person, name }: Options
): Promise<{ readonly id: number; readonly name: string } | null> {
	if (person === undefined && name === undefined) return null;
	const rows = await db
		.selectFrom('person')
		.select(['id', 'name'])
		.where('district_id', '=', districtId)
		.where(person === undefined ? 'name' : 'source_id', '=', person ?? name ?? '')
		.execute();
	const wanted = person ?? name ?? '';
	if (rows.length === 0) throw new CallError(both('person-missing', { person: wanted }));
	if (rows.length > 1) throw new CallError(both('person-ambiguous', { person: wanted, count: rows.length }));
	return rows[0] ?? null;
}

const both = (kind: Parameters<typeof say>[1], detail?: Readonly<Record<string, string | number>>): string =>
	`${say('zh', kind, detail)}\n${say('en', kind, detail)}`;
