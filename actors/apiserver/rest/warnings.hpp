#pragma once
// Warnings that an answer carries because of the kind that was asked for, whatever became of the
// request. Pure.

#include "actors/apiserver/rest/call.hpp"

namespace shoal::api {

void add_kind_warnings(const Call& call, Answer& answer);

}  // namespace shoal::api
