import { followValue } from '../follow.ts';
import { anytime } from '../procedures.ts';

export const preferences = {
  observe: anytime.preferences.observe.handler(({ context, signal }) =>
    followValue(
      () => context.preferences.read(),
      (listener) => context.preferences.onChange(listener),
      signal,
    ),
  ),
  change: anytime.preferences.change.handler(({ input, context }) => context.preferences.change(withoutAbsent(input))),
};

/** An optional property that is present as undefined changes nothing. */
function withoutAbsent<Values extends object>(
  values: Values,
): { [Key in keyof Values]?: Exclude<Values[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Values]?: Exclude<Values[Key], undefined>;
  };
}
