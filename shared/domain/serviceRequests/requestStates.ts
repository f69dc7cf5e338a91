/** The states of a request for service, and which step leads from which to which. */

/** In the order of its life; `cancelled` is beside it. */
export const REQUEST_STATES = [
  'inquiry',
  'quoted',
  'ordered',
  'assigned',
  'inProgress',
  'confirmed',
  'invoiced',
  'closed',
  'cancelled',
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** Somebody still has to do something. */
export const OPEN_REQUEST_STATES = [
  'inquiry',
  'quoted',
  'ordered',
  'assigned',
  'inProgress',
  'confirmed',
  'invoiced',
] as const satisfies readonly RequestState[];

const STEPS: Readonly<Record<RequestState, readonly RequestState[]>> = {
  // A question may be answered on the phone, and is closed then.
  inquiry: ['quoted', 'ordered', 'assigned', 'closed', 'cancelled'],
  quoted: ['ordered', 'assigned', 'cancelled'],
  // The draft of its order is removed, and with it the customer's yes to the quote.
  ordered: ['quoted', 'assigned', 'cancelled'],
  // Handed back, it waits for somebody else where it came from.
  assigned: ['inProgress', 'inquiry', 'quoted', 'ordered', 'cancelled'],
  // The second visit may be another person's.
  inProgress: ['confirmed', 'assigned', 'cancelled'],
  // What the contract covers needs no invoice.
  confirmed: ['invoiced', 'closed'],
  invoiced: ['closed'],
  closed: [],
  cancelled: [],
};

export const isRequestState = (state: unknown): state is RequestState => REQUEST_STATES.some((name) => name === state);

/** Staying is no step. A state that this version does not know leads nowhere. */
export const requestTransition = (from: string, to: string): boolean =>
  isRequestState(from) && isRequestState(to) && STEPS[from].includes(to);

/** Where a request may go from here, in the order of its life. */
export const nextRequestStates = (from: string): readonly RequestState[] => (isRequestState(from) ? STEPS[from] : []);
