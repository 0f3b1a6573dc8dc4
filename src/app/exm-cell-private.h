/* exm-cell-private.h - shared by the parts of a cell
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-cell.h"

G_BEGIN_DECLS

/* Returns: (transfer none) (nullable): the gravest problem that the state itself does not tell */
const char *_exm_cell_problem_text (ExmRow *row);

G_END_DECLS
