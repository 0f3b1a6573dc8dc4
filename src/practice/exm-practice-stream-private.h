/* exm-practice-stream-private.h - an answer that comes in pieces
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-practice-private.h"

G_BEGIN_DECLS

/* Sends @pieces (transfer full, element-type utf8), whole bytes of the body, with a
 * pause of @pause_ms between them; the first at once. */
void _exm_practice_stream (ExmPracticeCall *call, const char *type, GPtrArray *pieces, guint pause_ms);

G_END_DECLS
