/* exm-detect-private.h - which task a file of examples is about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-json-scan.h"
#include "exm-task.h"

G_BEGIN_DECLS

/* Fed with the first examples of a file, tells the instruction and the templates that
 * nearly all of them share, and whether outputs are labels. */
typedef struct _ExmDetector ExmDetector;

#define EXM_DETECT_EXAMPLES 2000
#define EXM_DETECT_BYTES (8 * 1024 * 1024)

ExmDetector *_exm_detector_new (void);
void         _exm_detector_free (ExmDetector *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmDetector, _exm_detector_free)

/* @system, @output: (nullable). FALSE: it has seen enough. */
gboolean _exm_detector_add (ExmDetector       *self,
                            const ExmJsonText *system,
                            const ExmJsonText *input,
                            const ExmJsonText *output);
guint    _exm_detector_n_outputs (ExmDetector *self);

/* @bare: texts are posts alone: no templates are looked for. */
ExmTask *_exm_detector_finish (ExmDetector *self,
                               gboolean     bare,
                               gboolean    *as_labels);

/* One short line without blanks around it. */
gboolean _exm_looks_like_label (const char *text,
                                gsize       len);

G_END_DECLS
