/** Records that the palette finds as one types. A feature whose records should be found adds its query here. */
import type { PaletteCommand } from '../commands.tsx';

export interface PaletteGroup {
  readonly group: string;
  readonly commands: readonly PaletteCommand[];
}

export function usePaletteRecords(_query: string): readonly PaletteGroup[] {
  return [];
}
