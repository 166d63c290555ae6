/** The administrator's desk: the versions of the rules, the one that is looked at, what was typed over it, and what it comes to. */
/* eslint-disable svelte/prefer-svelte-reactivity -- what is shown is never changed in place */
import { createContext } from 'svelte';
import type { FieldText } from '#lib/board/admin/cell-text.ts';
import { differences, draftOf, type Edits, type Fault, fieldText, sameText } from '#lib/board/admin/rule-draft.ts';
import { RULE_FIELDS, type RuleField } from '#lib/board/admin/rule-fields.ts';
import { type RulesTrouble, type RuleVersions, saveRules, versionsOf } from '#lib/board/admin/rules-api.ts';
import { DEFAULT_RULES, type RuleSet } from '#lib/rules/rule-set.ts';

const versionList = ({ versions }: RuleVersions): string => versions.map(({ version }) => version).join();

export class RulesDesk {
	areaId = $state<number | null>(null);
	known = $state.raw<RuleVersions | null>(null);
	trouble = $state.raw<RulesTrouble | null>(null);
	/** Null: the version that holds. */
	chosen = $state<number | null>(null);
	edits = $state.raw<Edits>({});
	reviewing = $state(false);
	saving = $state(false);
	/** Somebody else saved while this was written. */
	meanwhile = $state(false);
	refusal = $state.raw<RulesTrouble | null>(null);
	said = $state.raw<number | null>(null);
	/** May change rules somewhere. */
	readonly mayWrite: boolean;
	/** May change the rules of every district. */
	readonly mayGeneral: boolean;

	constructor(mayWrite: boolean, mayGeneral: boolean) {
		this.mayWrite = mayWrite;
		this.mayGeneral = mayGeneral;
	}

	/** Newest first; the rules the program brings where no version was ever written. */
	readonly versions = $derived.by<readonly RuleSet[]>(() => {
		const { known } = this;
		if (!known) return [];
		return known.versions.some(({ version }) => version === known.now.version) ? known.versions : [...known.versions, known.now];
	});
	readonly held = $derived(this.known?.now ?? null);
	readonly base = $derived.by<RuleSet | null>(() => this.versions.find(({ version }) => version === this.chosen) ?? this.held);
	readonly draft = $derived.by(() => (this.base ? draftOf(this.base.rules, this.edits) : { rules: null, faults: [] }));
	readonly differences = $derived.by(() => (this.base && this.held ? differences(this.held.rules, this.base.rules, this.edits) : []));
	readonly changedKeys = $derived.by(() => new Set(this.differences.map(({ field }) => field.key)));
	readonly faultsOf = $derived.by<ReadonlyMap<string, readonly Fault[]>>(() => Map.groupBy(this.draft.faults, ({ key }) => key));
	readonly dirty = $derived(Object.keys(this.edits).length);

	async open(areaId: number): Promise<void> {
		if (this.areaId === areaId) return;
		this.areaId = areaId;
		const before = this.known;
		await this.refresh();
		// Another area of the same district has the same rules: what was typed stays.
		if (before && this.known && versionList(before) !== versionList(this.known)) {
			this.chosen = null;
			this.edits = {};
		}
	}
	async refresh(): Promise<void> {
		const { areaId } = this;
		if (areaId === null) return;
		this.trouble = null;
		const answer = await versionsOf(areaId);
		if (areaId !== this.areaId) return;
		if (answer.ok) this.known = answer.value;
		else this.trouble = answer.problem;
	}

	text(field: RuleField): FieldText {
		return this.edits[field.key] ?? (this.base ? fieldText(field, this.base.rules) : '');
	}
	heldText(field: RuleField): FieldText {
		return this.held ? fieldText(field, this.held.rules) : '';
	}
	write(field: RuleField, text: FieldText): void {
		const { [field.key]: _before, ...others } = this.edits;
		const same = this.base !== null && sameText(text, fieldText(field, this.base.rules));
		this.edits = same ? others : { ...others, [field.key]: text };
	}
	isDefault(field: RuleField): boolean {
		return sameText(this.text(field), fieldText(field, DEFAULT_RULES));
	}
	toDefault(field: RuleField): void {
		this.write(field, fieldText(field, DEFAULT_RULES));
	}
	toHeld(field: RuleField): void {
		this.write(field, this.heldText(field));
	}
	pick(version: number): void {
		this.chosen = version === this.held?.version ? null : version;
		this.edits = {};
	}
	discard(): void {
		this.edits = {};
	}
	get firstFault(): string | null {
		return RULE_FIELDS.find(({ key }) => this.faultsOf.has(key))?.key ?? null;
	}

	/** Whether it was saved. What somebody else saved meanwhile is shown first. */
	async save(wanted: { readonly general: boolean; readonly effectiveFromMs: number | null; readonly note: string }): Promise<boolean> {
		const { areaId, known } = this;
		const { rules } = this.draft;
		if (areaId === null || !known || !rules || this.saving) return false;
		this.saving = true;
		this.refusal = null;
		this.meanwhile = false;
		try {
			const seen = await versionsOf(areaId);
			if (!seen.ok) {
				this.refusal = seen.problem;
				return false;
			}
			if (seen.value.versions[0]?.version !== known.versions[0]?.version || seen.value.now.version !== known.now.version) {
				// The form stays upon the version that it was begun with.
				this.chosen ??= known.now.version;
				this.known = seen.value;
				this.meanwhile = true;
				return false;
			}
			const answer = await saveRules(wanted.general ? null : areaId, {
				effectiveFromMs: wanted.effectiveFromMs,
				note: wanted.note,
				rules
			});
			if (!answer.ok) {
				this.refusal = answer.problem;
				return false;
			}
			this.edits = {};
			this.chosen = answer.value.version;
			this.said = answer.value.version;
			await this.refresh();
			this.pick(answer.value.version);
			return true;
		} finally {
			this.saving = false;
		}
	}
}

export const [getRules, setRules] = createContext<RulesDesk>();
