/** What stands in an answer for a text that the reader may not see; `null` would say that there is none. */
export const hiddenText = '[hidden]';
