/* exm-render.h - an example as the exact line that goes into the file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-example.h"
#include "exm-format.h"
#include "exm-task.h"

G_BEGIN_DECLS

/**
 * ExmRenderer:
 *
 * Writes examples of one task in one JSON dialect. Used by one thread at a time.
 */
typedef struct _ExmRenderer ExmRenderer;

/**
 * ExmRenderResult:
 * @EXM_RENDER_DONE: the line was appended
 * @EXM_RENDER_UNLABELLED: it has no output: nothing was appended (unless unlabelled ones were asked for)
 * @EXM_RENDER_EMPTY: its post is empty: nothing was appended
 * @EXM_RENDER_CANNOT: its line has function calls, media or the like that this dialect
 *   cannot say: nothing was appended
 */
typedef enum
{
  EXM_RENDER_DONE,
  EXM_RENDER_UNLABELLED,
  EXM_RENDER_EMPTY,
  EXM_RENDER_CANNOT,
} ExmRenderResult;

/**
 * exm_renderer_new:
 * @dialect: %EXM_DIALECT_CONTENTS, MESSAGES or OPENAI
 * @task: copied
 * @unlabelled: also write examples without an output
 */
ExmRenderer *exm_renderer_new (ExmDialect     dialect,
                               const ExmTask *task,
                               gboolean       unlabelled);
void         exm_renderer_free (ExmRenderer *self);

/**
 * exm_renderer_append:
 * @label_name: (nullable): name of the example's label
 * @out: gets the line, without a line break
 *
 * An example whose source line had more than its fields can say (raw) is written as
 * that line, with only the edited texts replaced, when @dialect is the line's own.
 */
ExmRenderResult exm_renderer_append (ExmRenderer      *self,
                                     const ExmExample *example,
                                     const char       *label_name,
                                     GString          *out);

/**
 * exm_render_line:
 *
 * One example, for a preview.
 *
 * Returns: (transfer full): the line; "" when it cannot be written
 */
char *exm_render_line (ExmDialect        dialect,
                       const ExmTask    *task,
                       const ExmExample *example,
                       const char       *label_name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmRenderer, exm_renderer_free)

G_END_DECLS
