import type { LiveMethod } from './methods.ts';

/** What a live method says now. The stream ends behind it. @throws PeyvandError what the core refuses. */
export async function firstValue<Input, Value>(
  method: LiveMethod<Input, Value>,
  input: Input,
): Promise<Value | undefined> {
  const stream = await method(input);
  const next = await stream.next();
  await stream.return?.();
  return next.done === true ? undefined : next.value;
}
