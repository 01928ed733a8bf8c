export { change } from '../change/pack.ts';
export { release } from '../change/release.ts';
export { delivery } from '../order-to-cash/delivery.ts';
export { invoice } from '../order-to-cash/invoice.ts';
export { order } from '../order-to-cash/order.ts';
export { orderToCash } from '../order-to-cash/pack.ts';
export { payment } from '../order-to-cash/payment.ts';
