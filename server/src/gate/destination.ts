/** The destination that a change calls: the gate takes it, and no connection does. */
export const definitionsDestination = 'definitions';
