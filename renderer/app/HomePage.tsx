import { Navigate } from '@tanstack/react-router';
import { useHome } from './home.ts';
import { useOfferedPages } from './useOfferedPages.ts';

/** No page of its own: leads to where this person's day begins. */
export function HomePage() {
  const home = useHome(useOfferedPages().map(({ to }) => to));
  return <Navigate to={home} replace />;
}
