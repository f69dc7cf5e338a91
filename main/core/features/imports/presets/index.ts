import { mavenCrmPreset } from './mavenCrm.ts';
import { northwindPreset } from './northwind.ts';
import type { Preset } from './preset.ts';

/** Every export format that can be imported, by id. */
export const presets: readonly Preset[] = [northwindPreset, mavenCrmPreset];

export const presetOf = (id: string): Preset | null => presets.find((preset) => preset.id === id) ?? null;
