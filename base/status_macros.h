// RETURN_IF_ERROR and ASSIGN_OR_RETURN, which this Abseil lacks; a newer one replaces this file.
#ifndef SITREP_BASE_STATUS_MACROS_H_
#define SITREP_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define SITREP_STATUS_CONCAT_INNER(a, b) a##b
#define SITREP_STATUS_CONCAT(a, b) SITREP_STATUS_CONCAT_INNER(a, b)

// Returns from the enclosing function with the status if it is not OK.
#define RETURN_IF_ERROR(expression)                              \
  do {                                                           \
    absl::Status status_of_expression = (expression);            \
    if (!status_of_expression.ok()) return status_of_expression; \
  } while (false)

// Moves the value of a StatusOr into `target`, which may declare a variable; returns from the
// enclosing function with its status if it has none.
#define ASSIGN_OR_RETURN(target, expression) \
  SITREP_ASSIGN_OR_RETURN(SITREP_STATUS_CONCAT(status_or_, __LINE__), target, expression)
#define SITREP_ASSIGN_OR_RETURN(variable, target, expression) \
  auto variable = (expression);                               \
  if (!variable.ok()) return std::move(variable).status();    \
  target = *std::move(variable)

#endif  // SITREP_BASE_STATUS_MACROS_H_
