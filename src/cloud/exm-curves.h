/* exm-curves.h - loss and accuracy curves of a tuning job
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-google.h"

G_BEGIN_DECLS

/* Names of the series that Google's tuning writes. Series of other names are
 * handed on as they are. */
#define EXM_CURVE_TRAIN_LOSS "/train_total_loss"
#define EXM_CURVE_TRAIN_ACCURACY "/train_fraction_of_correct_next_step_preds"
#define EXM_CURVE_EVAL_LOSS "/eval_total_loss"
#define EXM_CURVE_EVAL_ACCURACY "/eval_fraction_of_correct_next_step_preds"

/**
 * ExmCurvePoint:
 * @step: training step
 * @value: value there, finite
 * @time: Unix seconds, 0 unknown
 */
typedef struct
{
  gint64 step;
  double value;
  gint64 time;
} ExmCurvePoint;

/**
 * ExmCurve:
 * @name: such as EXM_CURVE_TRAIN_LOSS
 * @points: (element-type ExmCurvePoint): by rising step, one a step
 */
typedef struct
{
  char   *name;
  GArray *points;
} ExmCurve;

#define EXM_TYPE_CURVE (exm_curve_get_type ())

GType     exm_curve_get_type (void);
ExmCurve *exm_curve_copy (const ExmCurve *self);
void      exm_curve_free (ExmCurve *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmCurve, exm_curve_free)

/**
 * exm_curves_read:
 * @google: a session
 * @experiment: (nullable): the job's experiment,
 *   "projects/P/locations/L/metadataStores/default/contexts/C"
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Reads context → TensorBoard → runs → time series → values. Each link may be
 * missing early in a job or for good: that gives fewer curves or none, not an
 * error.
 *
 * Returns: (transfer container) (element-type ExmCurve) (nullable): the curves,
 *   by name
 */
GPtrArray *exm_curves_read (ExmGoogle    *google,
                            const char   *experiment,
                            GCancellable *cancellable,
                            GError      **error);
void       exm_curves_read_async (ExmGoogle          *google,
                                  const char         *experiment,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
GPtrArray *exm_curves_read_finish (ExmGoogle    *google,
                                   GAsyncResult *result,
                                   GError      **error);

G_END_DECLS
