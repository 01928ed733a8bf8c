/** The test files of this run, relative to the working folder, in their order; the runner fills it before it begins. */
export const chosenFiles: string[] = [];
