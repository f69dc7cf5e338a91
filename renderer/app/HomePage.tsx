import { useEffect } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useHome } from './home.ts';
import { useOfferedPages } from './useOfferedPages.ts';

/** No page of its own: leads to where this person's day begins. Once: whoever goes elsewhere while that page is being fetched is not brought back. */
export function HomePage() {
  const navigate = useNavigate();
  const home = useHome(useOfferedPages().map(({ to }) => to));
  useEffect(() => void navigate({ to: home, replace: true }), [navigate, home]);
  return null;
}
