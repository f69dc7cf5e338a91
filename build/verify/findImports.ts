import { parseSync } from 'vite';

export interface FoundImport {
  specifier: string;
  /** Counted from 1. */
  line: number;
}

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

/**
 * Every module that a source file names, whatever the form: import and export declarations (type-only ones too), `import()`
 * of a literal, `import('…').Type`, `require`, `import.meta.resolve`, `new URL('…', import.meta.url)` (workers, assets), and
 * vitest's mocks. Computed specifiers cannot be known and are left to the reader.
 *
 * @throws Error when the file does not parse.
 */
export function findImports(path: string, source: string): FoundImport[] {
  const { program, errors } = parseSync(path, source);
  const first = errors[0];
  if (first !== undefined) throw new Error(`${path} does not parse: ${first.message}`);
  const found: FoundImport[] = [];
  visit(program, (node) => {
    const specifier = specifierOf(node);
    if (specifier !== null) found.push({ specifier, line: source.slice(0, node.start).split('\n').length });
  });
  return found;
}

function specifierOf(node: Node): string | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return literal(node['source']);
    case 'TSExternalModuleReference':
      return literal(node['expression']);
    case 'CallExpression':
      return namesModule(node['callee']) ? literal(argumentOf(node, 0)) : null;
    case 'NewExpression':
      return isNamed(node['callee'], 'URL') && isMetaUrl(argumentOf(node, 1))
        ? relativeOnly(literal(argumentOf(node, 0)))
        : null;
    default:
      return null;
  }
}

/** `require`, `import.meta.resolve`, `vi.mock` and its kin. */
function namesModule(callee: unknown): boolean {
  if (isNamed(callee, 'require')) return true;
  if (!isNode(callee) || callee.type !== 'MemberExpression') return false;
  const object = callee['object'];
  if (isNode(object) && object.type === 'MetaProperty') return isNamed(callee['property'], 'resolve');
  return (
    isNamed(object, 'vi') &&
    ['mock', 'doMock', 'importActual', 'importMock'].some((name) => isNamed(callee['property'], name))
  );
}

/** A file beside this one; a folder (`new URL('..', import.meta.url)`) is no import. */
function relativeOnly(specifier: string | null): string | null {
  return specifier !== null && /^\.{1,2}\/.*\.(ts|tsx|js|mjs|css)$/.test(specifier) ? specifier : null;
}

function isMetaUrl(node: unknown): boolean {
  return (
    isNode(node) && node.type === 'MemberExpression' && isNode(node['object']) && node['object'].type === 'MetaProperty'
  );
}

function argumentOf(node: Node, index: number): unknown {
  const callArguments: unknown = node['arguments'];
  return Array.isArray(callArguments) ? callArguments[index] : undefined;
}

function isNamed(node: unknown, name: string): boolean {
  return isNode(node) && node.type === 'Identifier' && node['name'] === name;
}

function literal(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node.type !== 'TemplateLiteral') return null;
  const quasis: unknown = node['quasis'];
  if (!Array.isArray(quasis) || quasis.length !== 1) return null;
  const [only] = quasis as { value: { cooked: string | null } }[];
  return only?.value.cooked ?? null;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function visit(value: unknown, meet: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const element of value) visit(element, meet);
    return;
  }
  if (!isNode(value)) return;
  meet(value);
  for (const child of Object.values(value)) if (typeof child === 'object') visit(child, meet);
}
