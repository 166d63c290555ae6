/** `device`: gives a tracker its token, lists trackers, and takes a token back. */
import type { Db } from '#db/open.ts';
import { addDevice, listDevices, revokeDevice } from '#lib/server/store/device-book.ts';
import { inBoth, verbOfActs } from './acts.ts';
import type { Options } from './options.ts';
import { CallError } from './verb.ts';
import { withDatabase } from './with-database.ts';

const usage = `npm run -s cli -- device add --district CODE [--person SOURCE_ID | --name N] [--label L]
npm run -s cli -- device list [--district CODE] [--json]
npm run -s cli -- device revoke --id ID

  --district  six-digit code of the district
  --person    who carries it, by their id in the district's data
  --name      … or by name, where only one person has it
  --label     what to call it in lists; by default the person's name

add prints the token once. Type it into the tracker as its device identifier, or as the password of Basic authentication.`;

export const verb = verbOfActs({
	summary: 'Give a tracker its token, list trackers, take a token back',
	usage,
	texts: ['district', 'person', 'name', 'label', 'id'],
	flags: ['json'],
	acts: { add, list, revoke }
});

function add(options: Options): Promise<number> {
	const code = options.needed('district');
	return withDatabase(async (db) => {
		const districtId = await districtOf(db, code);
		const person = await personOf(db, districtId, options);
		const { id, token } = await addDevice(db, {
			districtId,
			personId: person?.id ?? null,
			label: options.text('label') ?? person?.name ?? ''
		});
		console.error(`设备 Device ${id}${person ? ` · ${person.name}` : ''}\n令牌，只显示这一次 Token, shown this once:`);
		// Alone on standard output, so that a script can take it.
		console.log(token);
		return 0;
	});
}

function list(options: Options): Promise<number> {
	const code = options.text('district');
	return withDatabase(async (db) => {
		const devices = await listDevices(db, code === undefined ? null : await districtOf(db, code));
		if (options.flag('json')) console.log(JSON.stringify(devices, null, '\t'));
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
	const given = options.needed('id');
	const id = Number(given);
	if (!Number.isInteger(id)) throw new CallError(`--id ${given}?\n\n${usage}`);
	return withDatabase(async (db) => {
		if (await revokeDevice(db, id, new Date())) {
			console.log('已停用 Revoked');
			return 0;
		}
		console.error(inBoth('device-missing', { id }));
		return 1;
	});
}

async function districtOf(db: Db, code: string): Promise<number> {
	const district = await db.selectFrom('area').select('id').where('code', '=', code).where('depth', '=', 0).executeTakeFirst();
	if (!district) throw new CallError(inBoth('area-missing', { code }));
	return district.id;
}

async function personOf(db: Db, districtId: number, options: Options): Promise<{ readonly id: number; readonly name: string } | null> {
	const [person, name] = [options.text('person'), options.text('name')];
	if (person === undefined && name === undefined) return null;
	const rows = await db
		.selectFrom('person')
		.select(['id', 'name'])
		.where('district_id', '=', districtId)
		.where(person === undefined ? 'name' : 'source_id', '=', person ?? name ?? '')
		.execute();
	const wanted = person ?? name ?? '';
	if (rows.length === 0) throw new CallError(inBoth('person-missing', { person: wanted }));
	if (rows.length > 1) throw new CallError(inBoth('person-ambiguous', { person: wanted, count: rows.length }));
	return rows[0] ?? null;
}
