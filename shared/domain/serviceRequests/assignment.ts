/**
 * Who should go? Everybody who could is put in order, with what speaks for and against them in words: a dispatcher decides, and must be able to
 * see why somebody stands above another. Points are a way to sort, nothing more: each reason says how many it gave.
 */
import type { RecordId } from '../../base/id.ts';
import { foldText } from '../../base/text.ts';
import type { Unavailable } from '../organisation/availability.ts';

/** Degrees × 1,000,000, as records have them. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** Where somebody noted last today that they are, a job that they have on that day, or where they set out from. */
export const PLACES = ['checkIn', 'job', 'base'] as const;

export interface Place extends Position {
  readonly from: (typeof PLACES)[number];
  /** How long ago they noted it, in whole minutes; null for what was not noted. */
  readonly minutes: number | null;
}

export interface Job {
  /** Skills that the work asks for, in the company's own words. */
  readonly skills: readonly string[];
  readonly territoryId: RecordId | null;
  /** The branch to which that territory belongs. */
  readonly branchId: RecordId | null;
  readonly position: Position | null;
  /** Whom the contract names. */
  readonly contractPersonId: RecordId | null;
}

export interface Candidate {
  readonly id: RecordId;
  readonly name: string;
  readonly skills: readonly string[];
  readonly territoryIds: readonly RecordId[];
  readonly branchId: RecordId | null;
  /** Requests that they were sent to, or are at. */
  readonly openJobs: number;
  readonly places: readonly Place[];
  /** On the day of the job. */
  readonly unavailable: Unavailable | null;
  /** How often they were at this customer before. */
  readonly visitsBefore: number;
}

/**
 * - `skills`: has what the work asks for; `skillsMissing`: lacks some of it
 * - `territory`: it is theirs; `branch`: a colleague's of the same branch; `elsewhere`: of another one, so the customer is shared for the job
 * - `load`: how many jobs they have
 * - `distance`: how far it is, in metres, from the nearest place where they are, will be, or set out from
 * - `contract`: the contract names them
 * - `knows`: has been there before
 * - `unavailable`: what keeps them on that day
 */
export type AssignmentReason =
  | { readonly reason: 'skills' | 'skillsMissing'; readonly points: number; readonly skills: readonly string[] }
  | { readonly reason: 'territory' | 'branch' | 'elsewhere' | 'contract'; readonly points: number }
  | { readonly reason: 'load' | 'knows'; readonly points: number; readonly count: number }
  | {
      readonly reason: 'distance';
      readonly points: number;
      readonly count: number;
      readonly from: Place['from'];
      readonly minutes: number | null;
    }
  | { readonly reason: 'unavailable'; readonly points: number; readonly unavailable: Unavailable };

export interface Proposal {
  readonly personId: RecordId;
  readonly name: string;
  readonly points: number;
  /** The weightiest first. */
  readonly reasons: readonly AssignmentReason[];
}

const SKILLS = 40;
const TERRITORY = 25;
const BRANCH = 10;
const FREE = 20;
const PER_JOB = 4;
const CONTRACT = 25;
const KNOWS = 10;
/** Metres, and what it is worth to be no farther away. */
const DISTANCES = [
  [5_000, 15],
  [20_000, 10],
  [60_000, 5],
] as const;

/** The best first, but whoever is not there behind everybody who is; of equals, whoever has less to do, then by name. */
export function proposeAssignees(job: Job, candidates: readonly Candidate[]): Proposal[] {
  return candidates
    .map((candidate) => ({ candidate, proposal: proposalOf(job, candidate) }))
    .toSorted(
      (one, other) =>
        Number(one.candidate.unavailable !== null) - Number(other.candidate.unavailable !== null) ||
        other.proposal.points - one.proposal.points ||
        one.candidate.openJobs - other.candidate.openJobs ||
        compareText(one.candidate.name, other.candidate.name) ||
        compareText(one.candidate.id, other.candidate.id),
    )
    .map(({ proposal }) => proposal);
}

function proposalOf(job: Job, candidate: Candidate): Proposal {
  const reasons: AssignmentReason[] = [
    ...skillReasons(job.skills, candidate.skills),
    placeReason(job, candidate),
    { reason: 'load', points: Math.max(0, FREE - PER_JOB * candidate.openJobs), count: candidate.openJobs },
    ...distanceReasons(job.position, candidate.places),
  ];
  if (candidate.unavailable !== null)
    reasons.push({ reason: 'unavailable', points: 0, unavailable: candidate.unavailable });
  if (job.contractPersonId === candidate.id) reasons.push({ reason: 'contract', points: CONTRACT });
  if (candidate.visitsBefore > 0) reasons.push({ reason: 'knows', points: KNOWS, count: candidate.visitsBefore });
  return {
    personId: candidate.id,
    name: candidate.name,
    points: reasons.reduce((sum, { points }) => sum + points, 0),
    // What speaks against somebody has no points, and is said first of all.
    reasons: reasons.toSorted((one, other) => weightOf(other) - weightOf(one)),
  };
}

/** A missing skill costs more than any nearness is worth. */
function skillReasons(needed: readonly string[], own: readonly string[]): AssignmentReason[] {
  if (needed.length === 0) return [];
  const known = new Set(own.map(foldText));
  const missing = needed.filter((skill) => !known.has(foldText(skill)));
  const present = needed.filter((skill) => known.has(foldText(skill)));
  return [
    ...(present.length === 0
      ? []
      : [
          { reason: 'skills' as const, points: Math.floor((SKILLS * present.length) / needed.length), skills: present },
        ]),
    ...(missing.length === 0 ? [] : [{ reason: 'skillsMissing' as const, points: -SKILLS, skills: missing }]),
  ];
}

function placeReason(job: Job, { territoryIds, branchId }: Candidate): AssignmentReason {
  if (job.territoryId === null || territoryIds.includes(job.territoryId))
    return { reason: 'territory', points: TERRITORY };
  return job.branchId !== null && job.branchId === branchId
    ? { reason: 'branch', points: BRANCH }
    : { reason: 'elsewhere', points: 0 };
}

/** Of places that are equally near, the first. */
function distanceReasons(to: Position | null, places: readonly Place[]): AssignmentReason[] {
  if (to === null) return [];
  const distances = places.map((place) => ({ place, metres: Math.round(metresBetween(place, to)) }));
  const nearest = distances.toSorted((one, other) => one.metres - other.metres)[0];
  if (!nearest) return [];
  const { place, metres } = nearest;
  const points = DISTANCES.find(([within]) => metres <= within)?.[1] ?? 0;
  return [{ reason: 'distance', points, count: metres, from: place.from, minutes: place.minutes }];
}

const EARTH_RADIUS = 6_371_000;
const toRadians = (microdegrees: number): number => (microdegrees / 1_000_000 / 180) * Math.PI;

/** As the crow flies (haversine, on a round earth). */
export function metresBetween(one: Position, other: Position): number {
  const latitudes = toRadians(other.latitude - one.latitude) / 2;
  const longitudes = toRadians(other.longitude - one.longitude) / 2;
  const arc =
    Math.sin(latitudes) ** 2 +
    Math.cos(toRadians(one.latitude)) * Math.cos(toRadians(other.latitude)) * Math.sin(longitudes) ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(arc)));
}

const weightOf = ({ reason, points }: AssignmentReason): number =>
  reason === 'unavailable' ? Infinity : reason === 'skillsMissing' ? Number.MAX_SAFE_INTEGER : points;

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
