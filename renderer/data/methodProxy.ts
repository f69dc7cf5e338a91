import type { CoreClient } from '../../shared/rpc/client.ts';

const PATH = Symbol('path of a method');

type Node = { readonly [name: string]: Node } & ((...parameters: unknown[]) => Promise<unknown>);

/**
 * A client whose methods are looked up in the client of the moment at each call. Names come from the declared contract by types alone;
 * the core checks each against its own table.
 */
export function createMethodProxy(currentClient: () => Promise<CoreClient>): CoreClient {
  const nodesByPath = new Map<string, unknown>();

  function nodeAt(path: readonly string[]): unknown {
    const key = path.join('.');
    let node = nodesByPath.get(key);
    if (!node) {
      const call = async (...parameters: unknown[]): Promise<unknown> => {
        let method = (await currentClient()) as unknown as Node;
        for (const name of path) method = method[name] as Node;
        return method(...parameters);
      };
      node = new Proxy(call, {
        get(target, name) {
          if (name === PATH) return path;
          // A client must not look like a promise: it is returned from async functions.
          return typeof name === 'string' && name !== 'then'
            ? nodeAt([...path, name])
            : (Reflect.get(target, name) as unknown);
        },
      });
      nodesByPath.set(key, node);
    }
    return node;
  }

  return nodeAt([]) as CoreClient;
}

/** The name of a method of {@link createMethodProxy}, such as `customers.list`: the key of what is cached for it. */
export function methodName(method: object): string {
  const path: unknown = Reflect.get(method, PATH);
  if (!Array.isArray(path)) throw new Error('Not a method of the core');
  return path.join('.');
}
