/** Types of the contract's methods, read off the client. */
import type { AsyncIteratorClass } from '@orpc/client';

interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Any method of the core: what it takes and what it promises. */
export type Method<Input, Output> = (input: Input, options?: CallOptions) => PromiseLike<Output>;

/** A method whose result is a stream: the value now and whenever it changes. */
export type LiveMethod<Input, Value> = Method<Input, AsyncIterator<Value> | AsyncIteratorClass<Value>>;
