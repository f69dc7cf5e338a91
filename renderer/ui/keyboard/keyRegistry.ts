export interface KeyBinding {
  /** `['Mod', 'K']`, `['N']`, `['Escape']`, `['?']`. Mod is Ctrl, or ⌘ on a Mac. */
  readonly keys: readonly string[];
  /** Pressed and let go just before: `['C']` after `G` goes to the customers. */
  readonly after?: string;
  readonly label: string;
  readonly run?: (() => void) | undefined;
  /** Also while the cursor is in a field. */
  readonly inFields?: boolean;
  /** Listed under "everywhere" instead of "this page". */
  readonly everywhere?: boolean;
}

/** A dialog that lies over the page; it is told from others by itself alone. */
export interface DialogOfKeys {
  readonly name: 'dialog';
}

export interface KeyRegistry {
  /** Bindings of the page, or of a dialog. */
  add(bindings: readonly KeyBinding[], dialog?: DialogOfKeys | null): () => void;
  /** From now on, and until it is closed, only the keys of this dialog are found. */
  openDialog(dialog: DialogOfKeys): () => void;
  /** The dialog that lies uppermost. */
  innermost(): DialogOfKeys | null;
  /** The newest binding that fits of the innermost dialog, else of the page: first what is not everywhere. */
  find(fits: (binding: KeyBinding) => boolean): KeyBinding | undefined;
  all(): readonly KeyBinding[];
  subscribe(listener: () => void): () => void;
}

interface Group {
  readonly bindings: readonly KeyBinding[];
  readonly dialog: DialogOfKeys | null;
}

export function createKeyRegistry(): KeyRegistry {
  let groups: readonly Group[] = [];
  let dialogs: readonly DialogOfKeys[] = [];
  let all: readonly KeyBinding[] = [];
  const listeners = new Set<() => void>();
  function change(next: readonly Group[]): void {
    groups = next;
    all = next.flatMap(({ bindings }) => bindings);
    for (const listener of listeners) listener();
  }
  const innermost = (): DialogOfKeys | null => dialogs.at(-1) ?? null;
  return {
    add(bindings, dialog = null) {
      const added = { bindings, dialog };
      change([...groups, added]);
      return () => change(groups.filter((group) => group !== added));
    },
    openDialog(dialog) {
      dialogs = [...dialogs, dialog];
      return () => {
        dialogs = dialogs.filter((open) => open !== dialog);
      };
    },
    innermost,
    find(fits) {
      const here = groups.filter(({ dialog }) => dialog === innermost()).flatMap(({ bindings }) => bindings);
      return (
        here.findLast((binding) => binding.everywhere !== true && fits(binding)) ??
        here.findLast((binding) => fits(binding))
      );
    },
    all: () => all,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** By the key's place for letters, figures, `/` and `?`: with the Persian layout they type other characters. */
export function matchesKeys(binding: Pick<KeyBinding, 'keys'>, press: KeyPress): boolean {
  const key = binding.keys.at(-1) ?? '';
  const wantsMod = binding.keys.includes('Mod');
  const wantsShift = binding.keys.includes('Shift') || key === '?';
  if (wantsMod !== (press.ctrlKey || press.metaKey) || press.altKey !== binding.keys.includes('Alt')) return false;
  if (wantsShift !== press.shiftKey) return false;
  if (/^[A-Z]$/.test(key)) return press.code === `Key${key}`;
  if (/^[0-9]$/.test(key)) return press.code === `Digit${key}` || press.code === `Numpad${key}`;
  if (key === '/' || key === '?') return press.code === 'Slash' || press.key === key;
  return press.key === key;
}

/** What only moves goes on while its key is held down; anything else is done once a press. */
export const goesOn = ({ keys }: Pick<KeyBinding, 'keys'>): boolean => /^(?:Arrow|Page)/.test(keys.at(-1) ?? '');
