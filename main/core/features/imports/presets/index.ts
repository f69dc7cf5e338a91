import { cataloguePreset } from './catalogue.ts';
import { mavenCrmPreset } from './mavenCrm.ts';
import { northwindPreset } from './northwind.ts';
import type { Preset, PresetTable } from './preset.ts';
import { priceListPreset } from './priceList.ts';

/** Every kind of file that can be imported, by id: the company's own, then the exports of other programs. */
export const presets: readonly Preset[] = [cataloguePreset, priceListPreset, northwindPreset, mavenCrmPreset];

export const presetOf = (id: string): Preset | null => presets.find((preset) => preset.id === id) ?? null;

/** Which table of it a file is, by its name; any file of the company's own is its one table. */
export const tableOfFile = (preset: Preset, name: string): PresetTable | undefined =>
  preset.isOwn ? preset.tables[0] : preset.tables.find(({ file }) => sameFile(file, name));

const sameFile = (expected: string, name: string): boolean =>
  name.toLowerCase().split(/[\\/]/).at(-1) === expected.toLowerCase();
