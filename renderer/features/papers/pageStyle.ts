/** What stands outside of the text of every sheet: who printed it, and which page of how many it is. Only the printer can count pages. */
import type { Paper } from '../../../shared/papers/paper.ts';

export function pageStyle({ language, foot, pages }: Paper): string {
  const [start, end] = language === 'fa' ? ['right', 'left'] : ['left', 'right'];
  const box = `direction: ${language === 'fa' ? 'rtl' : 'ltr'}; font: 7.5pt Vazirmatn, sans-serif; color: #555555;`;
  return `@page {
  size: A4;
  margin: 14mm 14mm 18mm;
  @bottom-${start} { ${box} content: ${text(foot)}; }
  @bottom-${end} { ${box} content: ${countedPages(pages, language)}; }
}`;
}

function countedPages(pages: string, language: Paper['language']): string {
  const digits = language === 'fa' ? 'persian' : 'decimal';
  return pages
    .split(/(\{pages?\})/)
    .filter((part) => part !== '')
    .map((part) =>
      part === '{page}' ? `counter(page, ${digits})` : part === '{pages}' ? `counter(pages, ${digits})` : text(part),
    )
    .join(' ');
}

/** As a string of CSS: nothing in a name ends it. */
const text = (words: string): string =>
  `"${words.replaceAll(/["\\<>\n\r\f]/g, (character) => `\\${character.codePointAt(0)?.toString(16) ?? ''} `)}"`;
