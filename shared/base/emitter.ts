export interface Emitter<T> {
  /** Calls every listener, in the order of subscription, before it returns. */
  emit(event: T): void;
  /** Returns the unsubscribe function, which may be called any number of times. One function subscribed twice is called twice. */
  subscribe(listener: (event: T) => void): () => void;
  readonly size: number;
}

/**
 * A synchronous emitter. Who subscribes while an event is under way hears the next one; who unsubscribes meanwhile hears nothing more.
 * A listener that throws never stops the others: its error goes to `onError`. Without one, `emit` throws after all have heard
 * (the error itself, or an AggregateError of several), so that a defect is never silent.
 */
export function createEmitter<T>(onError?: (error: unknown) => void): Emitter<T> {
  const subscriptions = new Set<{ readonly listener: (event: T) => void }>();
  return {
    emit(event) {
      const errors: unknown[] = [];
      // A copy, since a Set would also visit what is added meanwhile.
      for (const subscription of Array.from(subscriptions)) {
        if (!subscriptions.has(subscription)) continue;
        try {
          subscription.listener(event);
        } catch (error) {
          errors.push(error);
        }
      }
      report(errors, onError);
    },
    subscribe(listener) {
      const subscription = { listener };
      subscriptions.add(subscription);
      return () => {
        subscriptions.delete(subscription);
      };
    },
    get size() {
      return subscriptions.size;
    },
  };
}

function report(errors: readonly unknown[], onError?: (error: unknown) => void): void {
  if (errors.length === 0) return;
  if (onError) for (const error of errors) onError(error);
  else throw errors.length === 1 ? errors[0] : new AggregateError(errors, 'Several listeners failed');
}
