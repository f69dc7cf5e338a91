/** What a page prints in place of itself: on the screen nothing of it is seen, on paper it takes as many sheets as it needs. */
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import './paper.css';

export function Paper({ children }: { children: ReactNode }) {
  return createPortal(children, paperOf(document));
}

/** Beside the window's own root, which is gone on paper. */
function paperOf(page: Document): HTMLElement {
  const found = page.getElementById('paper');
  if (found) return found;
  const paper = page.createElement('div');
  paper.id = 'paper';
  paper.setAttribute('aria-hidden', 'true');
  page.body.append(paper);
  return paper;
}
