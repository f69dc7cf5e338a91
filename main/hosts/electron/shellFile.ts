/**
 * What the shell itself remembers between runs: where the window stood, and in which language and theme to begin before the core has spoken.
 * Plain text, and nothing of anybody's work. A file that cannot be read is as good as none.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const placementSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1),
  height: z.int().min(1),
  maximised: z.boolean(),
});
export type Placement = z.infer<typeof placementSchema>;

const rememberedSchema = z.object({
  placement: placementSchema.nullable().catch(null),
  preferences: z
    .object({
      language: z.enum(['fa', 'en']),
      calendar: z.enum(['persian', 'gregory']),
      theme: z.enum(['light', 'dark', 'system']),
    })
    .catch({ language: 'fa', calendar: 'persian', theme: 'system' }),
});
export type Remembered = z.infer<typeof rememberedSchema>;

export interface ShellFile {
  read(): Remembered;
  change(next: Partial<Remembered>): void;
}

export function openShellFile(path: string): ShellFile {
  let remembered = rememberedSchema.parse(readJson(path));
  return {
    read: () => remembered,
    change(next) {
      const before = JSON.stringify(remembered);
      remembered = { ...remembered, ...next };
      if (JSON.stringify(remembered) !== before) write(path, remembered);
    },
  };
}

function readJson(path: string): object {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

function write(path: string, remembered: Remembered): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, JSON.stringify(remembered), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch {
    // A full disk costs the place of the window, not the window.
  }
}
