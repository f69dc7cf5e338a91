/** What every dictionary of another language must hold: each key of the English one, no more and no fewer. */
export type TranslationOf<Dictionary> = { readonly [Key in keyof Dictionary]: string };
