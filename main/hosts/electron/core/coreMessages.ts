/**
 * What the main process and the core process say to each other, beside the ports that windows talk through. Both ends are ours; shapes are
 * checked all the same, for two builds may meet while an update is installed.
 */
import { z } from 'zod';
import { KEYCHAIN_STANDINGS } from '../../../core/ports/keychain.ts';

export const coreSettingsSchema = z.strictObject({
  /** Holds `client/`, and nothing of it in plain text. */
  dataDirectory: z.string().min(1),
  /** The server that sign-in proposes; null = the person names one. */
  serverUrl: z.string().nullable(),
  /** The company may ask for a newer one. */
  programVersion: z.string().optional(),
});
export type CoreSettings = z.infer<typeof coreSettingsSchema>;

/** Half of a key, or what the keychain made of it: base64url. */
const bytesSchema = z.string().max(8_192);

/** What the core asks of the system's keychain, which only the main process reaches. */
const keychainQuestionSchema = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('standing') }),
  z.strictObject({ ask: z.literal('seal'), secret: bytesSchema }),
  z.strictObject({ ask: z.literal('open'), sealed: bytesSchema }),
]);
export type KeychainQuestion = z.infer<typeof keychainQuestionSchema>;

const keychainAnswerSchema = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('standing'), standing: z.enum(KEYCHAIN_STANDINGS) }),
  z.strictObject({ ask: z.literal('seal'), sealed: bytesSchema.nullable() }),
  z.strictObject({
    ask: z.literal('open'),
    opened: z.discriminatedUnion('state', [
      z.strictObject({ state: z.literal('opened'), secret: bytesSchema, isStale: z.boolean() }),
      z.strictObject({ state: z.literal('lost') }),
      z.strictObject({ state: z.literal('unavailable') }),
    ]),
  }),
]);
export type KeychainAnswer = z.infer<typeof keychainAnswerSchema>;

export const toCoreSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start'), settings: coreSettingsSchema }),
  /** One port comes with it. A further port for the same window ends the one before. */
  z.strictObject({ type: z.literal('serve'), window: z.string().min(1).max(64) }),
  z.strictObject({ type: z.literal('keychain'), id: z.int(), answer: keychainAnswerSchema }),
  /** Finish what is being committed, close every file, and end with code 0. */
  z.strictObject({ type: z.literal('close') }),
]);
export type ToCore = z.infer<typeof toCoreSchema>;

export const fromCoreSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('keychain'), id: z.int(), question: keychainQuestionSchema }),
  z.strictObject({ type: z.literal('log'), event: z.string(), facts: z.record(z.string(), z.unknown()) }),
]);
export type FromCore = z.infer<typeof fromCoreSchema>;
