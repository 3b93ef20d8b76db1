export { afterFailedStart, routeProvider, type ProviderOffer, type Routed, type RoutingQuestion } from "./route-provider.ts";
