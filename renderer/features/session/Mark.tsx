/** Two links of a chain: پیوند, a bond. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="7" fill="var(--accent)" />
      <g fill="none" stroke="var(--on-accent)" strokeWidth="2.6">
        <circle cx="12.5" cy="16" r="5.2" />
        <circle cx="19.5" cy="16" r="5.2" />
      </g>
    </svg>
  );
}
