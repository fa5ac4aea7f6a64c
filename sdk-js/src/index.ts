export { AnemoneError, errorOf, type ServerErrorCode } from './errors.js'
export { afterClose, backoffMs, type AfterClose } from './reconnect.js'
