/**
 * What the main process and the core process say to each other, beside the ports that windows talk through. Both ends are ours; shapes are
 * checked all the same, for two builds may meet while an update is installed.
 */
import { z } from 'zod';

export const coreSettingsSchema = z.strictObject({
  /** Holds `client/`, and nothing of it in plain text. */
  dataDirectory: z.string().min(1),
  /** The server that sign-in proposes; null = the person names one. */
  serverUrl: z.string().nullable(),
});
export type CoreSettings = z.infer<typeof coreSettingsSchema>;

export const toCoreSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start'), settings: coreSettingsSchema }),
  /** One port comes with it. A further port for the same window ends the one before. */
  z.strictObject({ type: z.literal('serve'), window: z.string().min(1).max(64) }),
  /** Finish what is being committed, close every file, and end with code 0. */
  z.strictObject({ type: z.literal('close') }),
]);
export type ToCore = z.infer<typeof toCoreSchema>;

export const fromCoreSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('log'), event: z.string(), facts: z.record(z.string(), z.unknown()) }),
]);
export type FromCore = z.infer<typeof fromCoreSchema>;
