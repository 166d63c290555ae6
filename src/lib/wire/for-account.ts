/**
 * The header by which a request says which account it is meant for. Where another account's session came with it, it is refused: what one person did on a
 * phone is never taken for another's who signed in on it since.
 */
export const FOR_ACCOUNT_HEADER = 'x-gridkeeper-account';
