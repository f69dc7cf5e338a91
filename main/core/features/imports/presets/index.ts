import { cataloguePreset } from './catalogue.ts';
import { mavenCrmPreset } from './mavenCrm.ts';
import { northwindPreset } from './northwind.ts';
import type { Preset } from './preset.ts';
import { priceListPreset } from './priceList.ts';

/** Every kind of file that can be imported, by id: the company's own, then the exports of other programs. */
export const presets: readonly Preset[] = [cataloguePreset, priceListPreset, northwindPreset, mavenCrmPreset];

export const presetOf = (id: string): Preset | null => presets.find((preset) => preset.id === id) ?? null;
