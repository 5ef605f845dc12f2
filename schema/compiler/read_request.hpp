#pragma once
// From Cap'n Proto's CodeGeneratorRequest to the model. A schema that says something the
// descriptors cannot hold ends in a Status that names the field and the remedy. Pure.

#include <capnp/schema.capnp.h>

#include "schema/compiler/model.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::schema::compiler {

Result<std::vector<FileModel>> read_request(capnp::schema::CodeGeneratorRequest::Reader request);

}  // namespace shoal::schema::compiler
