#pragma once
// What $Api.kind says about a served struct. Pure.

#include "schema/compiler/index.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::schema::compiler {

Result<KindModel> read_kind(const Annotations& annotations, const PackageModel& package,
                            const StructModel& structure);

}  // namespace shoal::schema::compiler
