#include "actors/apiserver/rest/write_step.hpp"

#include "actors/apiserver/registry/write_steps.hpp"
#include "actors/apiserver/rest/body.hpp"
#include "actors/apiserver/rest/filter.hpp"
#include "actors/apiserver/rest/print.hpp"
#include "actors/apiserver/rest/warnings.hpp"
#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"
#include "schema/json/parse.hpp"
#include "schema/patch/patch.hpp"

namespace shoal::api {
namespace {

// A guard that no longer holds is worth another look; nothing else is.
bool worth_a_retry(store::Refusal refusal) {
  switch (refusal) {
    case store::Refusal::absent:
    case store::Refusal::uid:
    case store::Refusal::revision:
    case store::Refusal::namespace_active:
    case store::Refusal::claim:
    case store::Refusal::missing:
      return true;
    default:
      return false;
  }
}

Answer success_of(const Call& call, const PlannedWrite& planned) {
  const auto& metadata = objects::metadata_of(*call.kind, planned.object);
  StatusDetails details;
  details.name = metadata.name;
  details.group = call.kind->group;
  details.kind = call.kind->plural;
  details.uid = metadata.uid;
  return status_answer(Status(Code::ok, "", std::move(details)), call.wanted);
}

// Pods are also bound through a resource of its own, as they were before they had a subresource.
bool is_bindings(const Call& call) {
  return call.kind->group.empty() && call.kind->plural == "bindings";
}

// A patch that names another object's uid is not about a precondition but simply wrong.
Status check_uid(const schema::Kind& kind, const schema::Box& next, const schema::Box& old) {
  const auto& asked = objects::metadata_of(kind, next).uid;
  const auto& has = objects::metadata_of(kind, old);
  if (asked.empty() || asked == has.uid) return {};
  return invalid(resource_name(kind), has.name,
                 {field_invalid("metadata.uid", "\"" + asked + "\"", "field is immutable")});
}

void put_first(const std::vector<std::string>& first, std::vector<std::string>& warnings) {
  warnings.insert(warnings.begin(), first.begin(), first.end());
}

bool is_part(const Call& call) {
  return !call.subresource || call.subresource->name == "status";
}

}  // namespace

Result<PlannedWrite> WriteStep::plan_one(const objects::View& view, const WriteContext& context) {
  switch (call_.target.verb) {
    case Verb::create:
      return create(view, context);
    case Verb::update:
      return update(view, context);
    case Verb::patch:
      return patch(view, context);
    case Verb::remove:
      return remove(view, context);
    default:
      return method_not_allowed();
  }
}

WriteDecision WriteStep::plan(const objects::View& view, const WriteContext& context) {
  auto decision = decide(view, context);
  if (auto* answer = std::get_if<Answer>(&decision)) add_kind_warnings(call_, *answer);
  return decision;
}

WriteDecision WriteStep::decide(const objects::View& view, const WriteContext& context) {
  ++tries_;
  now_ = context.now;
  auto options = write_options(call_.query);
  if (!options.ok()) return status_answer(options.status(), call_.wanted);
  options_ = *options;
  if (call_.target.verb == Verb::remove_collection) return plan_collection(view, context);
  auto planned = plan_one(view, context);
  if (!planned.ok()) return status_answer(planned.status(), call_.wanted);
  planned_ = std::move(*planned);
  if (planned_->unchanged || options_.dry_run) return answer_planned(std::nullopt);
  planned_->transaction.user = context.caller.user;
  planned_->transaction.trace = call_.trace;
  return std::vector<log::Transaction>{planned_->transaction};
}

std::optional<Answer> WriteStep::finish(const std::vector<Result<store::Outcome>>& outcomes) {
  auto answer = conclude(outcomes);
  if (answer) add_kind_warnings(call_, *answer);
  return answer;
}

std::optional<Answer> WriteStep::conclude(const std::vector<Result<store::Outcome>>& outcomes) {
  Revision last;
  for (const auto& outcome : outcomes) {
    if (!outcome.ok()) return status_answer(outcome.status(), call_.wanted);
    if (outcome->committed()) {
      last = outcome->last;
      continue;
    }
    if (collection_) continue;  // changed or gone since: the next plan sees it
    if (worth_a_retry(outcome->refusal) && tries_ < write_tries_max) return std::nullopt;
    return status_answer(store::to_status(*outcome), call_.wanted);
  }
  // A collection is done when a plan finds nothing more to delete.
  if (collection_) return std::nullopt;
  return answer_planned(last);
}

Answer WriteStep::answer_planned(const std::optional<Revision>& revision) {
  auto& planned = *planned_;
  auto& metadata = objects::metadata_of(*call_.kind, planned.object);
  if (revision) metadata.resourceVersion = std::to_string(revision->value);
  Answer answer;
  bool created = call_.target.verb == Verb::create;
  if (call_.target.verb == Verb::remove && planned.removed &&
      !strategy_of(*call_.kind).shows_deleted) {
    answer = success_of(call_, planned);
  } else if (created && (call_.subresource || is_bindings(call_))) {
    answer = status_answer(Status(), call_.wanted);
    answer.status = 201;
    answer.body = created_status();
  } else if (call_.subresource && call_.subresource->name == "scale") {
    auto scale = scale_of(*call_.kind, planned.object);
    if (!scale.ok()) return status_answer(scale.status(), call_.wanted);
    answer.content_type = content_type(call_.wanted, false);
    answer.body = print_value("autoscaling/v1", "Scale", *scale, call_.wanted);
  } else {
    answer.content_type = content_type(call_.wanted, false);
    answer.body = print_object(*call_.kind, planned.object,
                               {call_.wanted, include_object(call_.query), now_});
    if (created) answer.status = 201;
  }
  answer.warnings = planned.warnings;
  return answer;
}

Result<PlannedWrite> WriteStep::create(const objects::View& view, const WriteContext& context) {
  SHOAL_ASSIGN(auto media, body_media(call_.content_type));
  SHOAL_ASSIGN(auto body, read_body(expected_body(call_), media, call_.body.view(),
                                    options_.field_validation));
  if (is_bindings(call_)) return plan_binding(context, view, call_, body.value);
  if (!call_.subresource) {
    SHOAL_ASSIGN(auto planned, plan_create(context, view, *call_.kind, call_.target.space,
                                           std::move(body.value)));
    put_first(body.warnings, planned.warnings);
    return planned;
  }
  if (call_.subresource->name == "binding") return plan_binding(context, view, call_, body.value);
  if (call_.subresource->name == "eviction") return plan_eviction(context, view, call_, body.value);
  return method_not_allowed();
}

Result<PlannedWrite> WriteStep::update(const objects::View& view, const WriteContext& context) {
  SHOAL_ASSIGN(auto media, body_media(call_.content_type));
  SHOAL_ASSIGN(auto body, read_body(expected_body(call_), media, call_.body.view(),
                                    options_.field_validation));
  Result<PlannedWrite> planned = method_not_allowed();
  if (is_part(call_))
    planned = plan_update(context, view, *call_.kind, call_.target.space, call_.target.name,
                          std::move(body.value), call_.subresource ? Part::status : Part::main);
  else if (call_.subresource->name == "scale")
    planned = plan_scale(context, view, call_, body.value);
  else if (call_.subresource->name == "finalize")
    planned = plan_finalize(context, view, call_, body.value);
  if (planned.ok()) put_first(body.warnings, planned->warnings);
  return planned;
}

Result<PlannedWrite> WriteStep::patch(const objects::View& view, const WriteContext& context) {
  SHOAL_ASSIGN(auto type, patch_type(call_.content_type));
  // It creates, too: what is not there is no reason to say that it was not found.
  if (type == PatchType::apply)
    return Status(Code::unsupported_media_type,
                  "server-side apply is not served yet; use client-side apply", StatusDetails{});
  auto existing = view.get(*call_.kind, call_.target.space, call_.target.name);
  if (!existing) return not_found(resource_name(*call_.kind), call_.target.name);
  auto expected = expected_body(call_);
  bool part = is_part(call_);
  if (!part && call_.subresource->name != "scale") return method_not_allowed();
  schema::Box current = existing->clone();
  if (!part) {
    SHOAL_ASSIGN(current, scale_of(*call_.kind, *existing));
  }
  auto text = print_value(expected.api_version, expected.kind, current, {});
  SHOAL_ASSIGN(auto document, json::parse(text));
  auto patch = json::parse(call_.body.view());
  if (!patch.ok()) return bad_request(patch.status().message());
  switch (type) {
    case PatchType::json: {
      SHOAL_ASSIGN(document, patch::apply_json_patch(std::move(document), *patch));
      break;
    }
    case PatchType::merge:
      document = patch::apply_merge_patch(std::move(document), *patch);
      break;
    case PatchType::strategic: {
      SHOAL_ASSIGN(document,
                   patch::apply_strategic_patch(std::move(document), *patch, *expected.structure));
      break;
    }
    case PatchType::apply:
      break;  // refused above
  }
  SHOAL_ASSIGN(auto body, read_tree(expected, document, options_.field_validation));
  if (part) SHOAL_TRY(check_uid(*call_.kind, body.value, *existing));
  Result<PlannedWrite> planned =
      part ? plan_update(context, view, *call_.kind, call_.target.space, call_.target.name,
                         std::move(body.value), call_.subresource ? Part::status : Part::main)
           : plan_scale(context, view, call_, body.value);
  if (planned.ok()) put_first(body.warnings, planned->warnings);
  return planned;
}

Result<PlannedWrite> WriteStep::remove(const objects::View& view, const WriteContext& context) {
  SHOAL_ASSIGN(auto options, remove_options(call_, options_.dry_run));
  return plan_remove(context, view, *call_.kind, call_.target.space, call_.target.name, options);
}

WriteDecision WriteStep::plan_collection(const objects::View& view, const WriteContext& context) {
  collection_ = true;
  auto fail = [&](const Status& status) { return status_answer(status, call_.wanted); };
  auto list = list_options(call_.query, false);
  if (!list.ok()) return fail(list.status());
  auto filter = Filter::make(*call_.kind, *list);
  if (!filter.ok()) return fail(filter.status());
  auto options = remove_options(call_, options_.dry_run);
  if (!options.ok()) return fail(options.status());
  std::vector<log::Transaction> transactions;
  bool first = tries_ == 1;
  view.each(*call_.kind, call_.target.space, [&](const objects::BoxPtr& box) {
    if (!filter->matches(*call_.kind, *box)) return true;
    const auto& metadata = objects::metadata_of(*call_.kind, *box);
    auto planned =
        plan_remove(context, view, *call_.kind, metadata.namespace_, metadata.name, *options);
    if (!planned.ok()) return true;
    if (first) deleted_.push_back(box);
    if (planned->unchanged) return true;
    planned->transaction.user = context.caller.user;
    planned->transaction.trace = call_.trace;
    transactions.push_back(std::move(planned->transaction));
    return transactions.size() < delete_collection_max;
  });
  if (!transactions.empty() && !options_.dry_run && tries_ < write_tries_max) return transactions;
  ListTail tail{std::to_string(view.revision().value), "", 0};
  Answer answer;
  answer.content_type = content_type(call_.wanted, false);
  answer.body =
      print_list(*call_.kind, deleted_, tail, {call_.wanted, IncludeObject::metadata, now_});
  return answer;
}

}  // namespace shoal::api
