# shoal_kinds(VARIABLE): every *.capnp of this folder through the schema compiler, in one run. VARIABLE
# becomes the list of sources to compile; the target kinds_generated stands for "the headers exist", and
# whoever links `kinds` waits for it.
function(shoal_kinds VARIABLE)
  file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  file(GLOB schemas RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS *.capnp)
  set(out ${PROJECT_BINARY_DIR}/generated)
  set(lock ${PROJECT_SOURCE_DIR}/schema/layout.lock)
  set(made)
  set(inputs ${PROJECT_SOURCE_DIR}/schema/api.capnp ${lock})
  foreach(schema IN LISTS schemas)
    list(APPEND inputs ${PROJECT_SOURCE_DIR}/${schema})
    string(REGEX REPLACE "\\.capnp$" "" stem ${schema})
    list(APPEND made ${out}/${stem}.hpp ${out}/${stem}.cpp)
  endforeach()
  add_custom_command(
    OUTPUT ${made}
    COMMAND capnp compile -I. -o- ${schemas} | $<TARGET_FILE:capnpc-shoal> --out=${out} --lock=${lock}
    DEPENDS ${inputs} capnpc-shoal
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} COMMENT "capnpc-shoal ${folder}" VERBATIM)
  add_custom_target(kinds_generated DEPENDS ${made})
  shoal_kinds_batches(batches "${schemas}")
  # Tables and lifetimes of plain structs: -O2 costs a quarter more build time here and buys nothing.
  set_source_files_properties(${batches} PROPERTIES COMPILE_OPTIONS $<$<CONFIG:Release>:-O1>)
  set(${VARIABLE} ${batches} PARENT_SCOPE)
endfunction()

# The tables share most of their templates: a few large files compile in half the time of many. (CMake's
# own unity builds leave out generated sources.)
function(shoal_kinds_batches VARIABLE SCHEMAS)
  set(batch_size 7)
  set(batches)
  set(number 0)
  while(SCHEMAS)
    list(SUBLIST SCHEMAS 0 ${batch_size} batch)
    list(REMOVE_ITEM SCHEMAS ${batch})
    set(text "// Made by tools/cmake/shoal_kinds.cmake.\n")
    foreach(schema IN LISTS batch)
      string(REGEX REPLACE "\\.capnp$" ".cpp" source ${schema})
      string(APPEND text "#include \"${source}\"\n")
    endforeach()
    set(file ${CMAKE_CURRENT_BINARY_DIR}/tables_${number}.cpp)
    file(CONFIGURE OUTPUT ${file} CONTENT "${text}")
    list(APPEND batches ${file})
    math(EXPR number "${number} + 1")
  endwhile()
  set(${VARIABLE} ${batches} PARENT_SCOPE)
endfunction()
