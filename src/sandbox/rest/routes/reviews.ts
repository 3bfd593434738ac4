/** Reviews of pull requests. */
import { notFound, numberParam, pullOf, writable } from "../access.ts";
import { type Answer, ok, type RestRequest, type Route, route } from "../answer.ts";
import { choice, textOrNothing } from "../body.ts";
import { pagedList } from "../pagination.ts";
import { reviewJson } from "../serialize/pull.ts";
import type { Review } from "../../state/model.ts";

/** A pending review shows to its author alone. */
const visible =
  (request: RestRequest) =>
  (review: Review): boolean =>
    review.state !== "PENDING" || review.authorId === request.caller.account?.id;

/** In chronological order ("List reviews for a pull request"). */
const listReviews = (request: RestRequest): Answer => {
  const record = pullOf(request);
  return pagedList(request, record.pull.reviews.filter(visible(request)), (review) =>
    reviewJson(request, record, review),
  );
};

const getReview = (request: RestRequest): Answer => {
  const record = pullOf(request);
  const id = numberParam(request, "review_id");
  const review = record.pull.reviews.filter(visible(request)).find((each) => each.id === id);
  if (review === undefined) throw notFound();
  return ok(reviewJson(request, record, review));
};

/** Answers 200, not 201. */
const createReview = (request: RestRequest): Answer => {
  writable(request);
  const record = pullOf(request);
  const { body, state, caller } = request;
  const review = state.do.createReview(caller, record.repository, record.issue.number, {
    body: textOrNothing(body, "body"),
    event: choice(body, "event", ["APPROVE", "REQUEST_CHANGES", "COMMENT"] as const),
    commit_id: textOrNothing(body, "commit_id"),
  });
  return ok(reviewJson(request, record, review));
};

const REVIEWS = "/repos/{owner}/{repo}/pulls/{number}/reviews";

export const reviewRoutes: readonly Route[] = [
  route("GET", REVIEWS, "pulls/reviews#list-reviews-for-a-pull-request", listReviews),
  route("POST", REVIEWS, "pulls/reviews#create-a-review-for-a-pull-request", createReview),
  route("GET", `${REVIEWS}/{review_id}`, "pulls/reviews#get-a-review-for-a-pull-request", getReview),
];
