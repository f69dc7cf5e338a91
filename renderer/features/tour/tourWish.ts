/** Whoever asks for the tour before they are let in gets it once they are: kept by this tab of the window alone. */
const PLACE = 'peyvand.tour';

export function wishForTour(isWished: boolean): void {
  try {
    if (isWished) sessionStorage.setItem(PLACE, 'wished');
    else sessionStorage.removeItem(PLACE);
  } catch {
    // A browser that keeps nothing offers the tour in the palette.
  }
}

/** Once: who has had it is not led about again. */
export function takeTourWish(): boolean {
  try {
    const isWished = sessionStorage.getItem(PLACE) !== null;
    sessionStorage.removeItem(PLACE);
    return isWished;
  } catch {
    return false;
  }
}
