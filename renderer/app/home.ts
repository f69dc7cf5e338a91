/** Where the window opens when its address names no page. */
export const HOME = '/customers';
