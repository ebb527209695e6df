/** What is asked of the caller, rather than said of the field. */
const REQUEST = /^(give|say|name|change|send|a|it) /;

/** "ids is missing", but "ids: give ids or filter, and not both". */
export const fieldSentence = (subject: string, message: string): string =>
  subject === '' ? message : `${subject}${REQUEST.test(message) ? ':' : ''} ${message}`;
