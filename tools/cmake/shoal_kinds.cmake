# shoal_kinds(VARIABLE): every *.capnp of this folder through the schema compiler, in one run. VARIABLE
# becomes the list of generated sources; the target kinds_generated stands for "the headers exist", and
# whoever links `kinds` waits for it.
function(shoal_kinds VARIABLE)
  file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  file(GLOB schemas RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS *.capnp)
  set(out ${PROJECT_BINARY_DIR}/generated)
  set(headers)
  set(sources)
  set(inputs ${PROJECT_SOURCE_DIR}/schema/api.capnp)
  foreach(schema IN LISTS schemas)
    list(APPEND inputs ${PROJECT_SOURCE_DIR}/${schema})
    string(REGEX REPLACE "\\.capnp$" "" stem ${schema})
    list(APPEND headers ${out}/${stem}.hpp)
    list(APPEND sources ${out}/${stem}.cpp)
  endforeach()
  add_custom_command(
    OUTPUT ${headers} ${sources}
    COMMAND capnp compile -I. -o- ${schemas} | $<TARGET_FILE:capnpc-shoal> --out=${out}
    DEPENDS ${inputs} capnpc-shoal
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} COMMENT "capnpc-shoal ${folder}" VERBATIM)
  set_source_files_properties(${headers} ${sources} PROPERTIES GENERATED TRUE)
  add_custom_target(kinds_generated DEPENDS ${headers} ${sources})
  set(${VARIABLE} ${sources} PARENT_SCOPE)
endfunction()
