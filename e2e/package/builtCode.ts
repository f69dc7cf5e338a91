/** What built code and pages ask for: what they would miss, or what would be forbidden them, once they lie in a program of their own. */
import { isBuiltin } from 'node:module';
import { parseSync } from 'vite';

/** What this reads of ESTree. */
interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Names of the packages that the code asks for, by import or by a `require` under whatever name; those of Node left out. */
export function packagesAskedFor(code: string): string[] {
  const nodes = nodesOf(parseSync('built.mjs', code).program as unknown as Node);
  const requires = new Set(['require']);
  for (const { type, id, init } of nodes)
    if (type === 'VariableDeclarator' && isNode(id) && isRequireMaker(init)) requires.add(String(id['name']));
  const specifiers = nodes.flatMap((node): unknown[] => {
    if (/^(Import|ExportAll|ExportNamed)Declaration$|^ImportExpression$/.test(node.type))
      return [textOf(node['source'])];
    if (node.type !== 'CallExpression' || !isNode(node['callee'])) return [];
    const { callee } = node;
    const isRequire = (callee.type === 'Identifier' && requires.has(String(callee['name']))) || isRequireMaker(callee);
    return isRequire ? [textOf((node['arguments'] as unknown[])[0])] : [];
  });
  const packages = specifiers
    .filter((specifier) => typeof specifier === 'string')
    .filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier))
    .map((specifier) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);
  return [...new Set(packages)].toSorted();
}

/** What the code imports of a module by name; `*` when it takes the whole. */
export function namesImportedFrom(module: string, code: string): string[] {
  return nodesOf(parseSync('built.mjs', code).program as unknown as Node)
    .filter(({ type, source }) => type === 'ImportDeclaration' && textOf(source) === module)
    .flatMap(({ specifiers }) => specifiers as Node[])
    .map(({ imported }) => (isNode(imported) ? String(imported['name']) : '*'))
    .toSorted();
}

/** `createRequire(import.meta.url)`, whatever the function is called by now. */
function isRequireMaker(node: unknown): boolean {
  if (!isNode(node) || node.type !== 'CallExpression') return false;
  const [argument] = node['arguments'] as unknown[];
  return isNode(argument) && isNode(argument['object']) && argument['object'].type === 'MetaProperty';
}

/** Of a text that is known before the code runs. */
function textOf(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  const quasis = node.type === 'TemplateLiteral' ? (node['quasis'] as { value: { cooked: string } }[]) : [];
  return quasis.length === 1 ? (quasis[0]?.value.cooked ?? null) : null;
}

function nodesOf(root: Node): Node[] {
  const found: Node[] = [];
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (isNode(value)) found.push(value);
    if (typeof value === 'object' && value !== null) waiting.push(...(Object.values(value) as unknown[]));
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Addresses in a page that are not relative, and scripts and styles that are written into it: what a policy or a scheme of our own forbids. */
export function offencesOfPage(html: string): string[] {
  const offences: string[] = [];
  for (const [whole, address = ''] of html.matchAll(/(?:src|href)="([^"]*)"/g))
    if (!address.startsWith('./')) offences.push(whole);
  for (const [whole, attributes = '', body = ''] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g))
    if (!attributes.includes('src=') || body.trim() !== '') offences.push(whole);
  for (const [whole] of html.matchAll(/<style\b[^>]*>|\son[a-z]+="|javascript:/g)) offences.push(whole);
  return offences;
}
