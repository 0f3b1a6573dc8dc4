/* exm-submit-work-private.h - the inside of a submission under way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-submit-run.h"

G_BEGIN_DECLS

typedef struct _ExmSubmitWork ExmSubmitWork;

/* What the worker tells about itself, copied by who receives it. */
typedef struct
{
  ExmSubmitStep  step;
  double         fraction;
  char          *message;
  gint64         rate;
  int            remaining;
  gint64         expected; /* seconds of the whole, -1 unknown */
  gboolean       waiting;
  ExmSubmission *submission; /* as last written */
  GPtrArray     *curves;     /* nullable: no news */
} ExmSubmitReport;

typedef void (*ExmSubmitReportFunc) (const ExmSubmitReport *report,
                                     gpointer               user_data);

/* Refcounted: the run and its thread hold one each. All but the part under the
 * lock belongs to the thread that works. */
struct _ExmSubmitWork
{
  int ref_count;

  ExmDataset       *dataset;
  ExmGoogle        *google;
  ExmCatalogue     *catalogue; /* nullable when resuming */
  ExmSubmitOptions *options;   /* nullable when resuming */
  ExmSubmitPace     pace;
  gboolean          practice;
  gboolean          follow;

  gint64          id;     /* 0 = not recorded yet */
  GHashTable     *values; /* what the record says */
  ExmSubmission  *now;    /* the same, parsed */
  ExmSubmitReport report;
  gint64          n_expected; /* examples, for the progress of freezing */
  gint64          n_tokens;   /* our estimate for all that are ready */
  ExmTask        *task;       /* nullable: for files that were not made of it */
  gint64          sent;       /* monotonic µs: this process asked for a job, 0 not */
  gint64          began;      /* monotonic µs: the step's first progress */
  guint           n_lost;     /* polls in a row that found no job */

  ExmSubmitReportFunc report_func;
  gpointer            report_data;

  GCancellable *stop;      /* leave it as it is */
  GCancellable *interrupt; /* that, or cancel */

  GMutex   lock;
  GCond    wake;
  gboolean stopped;
  gboolean cancel_asked;
};

ExmSubmitWork *_exm_submit_work_new (ExmDataset   *dataset,
                                     ExmGoogle    *google,
                                     ExmCatalogue *catalogue);
ExmSubmitWork *_exm_submit_work_ref (ExmSubmitWork *self);
void           _exm_submit_work_unref (ExmSubmitWork *self);

/* Any thread. */
void     _exm_submit_work_stop (ExmSubmitWork *self);
void     _exm_submit_work_cancel (ExmSubmitWork *self);
gboolean _exm_submit_work_is_cancelled (ExmSubmitWork *self);

/* All below: the working thread only. */

/* From where it stands to the end; %FALSE with @error leaves it resumable. */
gboolean _exm_submit_work_run (ExmSubmitWork *self,
                               GError       **error);

/* Waits; %FALSE when stop or cancel cut it short. */
gboolean _exm_submit_work_sleep (ExmSubmitWork *self,
                                 guint          ms);

/* Changes the record: begin() gives a table to fill with _exm_values_put…,
 * commit() makes it durable and tells the run. */
GHashTable *_exm_submit_work_begin (ExmSubmitWork *self);
gboolean    _exm_submit_work_commit (ExmSubmitWork *self,
                                     GHashTable    *values,
                                     GError       **error);

/* The step after this one, written together with what @values (transfer full) holds. */
gboolean _exm_submit_work_next (ExmSubmitWork *self,
                                GHashTable    *values,
                                ExmSubmitStep  step,
                                const char    *state,
                                GError       **error);

void _exm_submit_work_tell (ExmSubmitWork *self,
                            double         fraction,
                            const char    *message);
void _exm_submit_work_tell_bytes (ExmSubmitWork *self,
                                  gint64         done,
                                  gint64         total,
                                  gint64         rate);
void _exm_submit_work_tell_waiting (ExmSubmitWork *self,
                                    const GError  *error);

/* Gives up what was prepared and begins anew with another request id: its files
 * have gone. Only before a job was asked for. */
gboolean _exm_submit_work_again (ExmSubmitWork *self,
                                 GError       **error);

/* Steps. Each may be run again after a crash in its middle. */
gboolean _exm_submit_freeze (ExmSubmitWork *self,
                             GError       **error);
gboolean _exm_submit_split (ExmSubmitWork *self,
                            GError       **error);
gboolean _exm_submit_write (ExmSubmitWork *self,
                            GError       **error);
gboolean _exm_submit_bucket (ExmSubmitWork *self,
                             GError       **error);
gboolean _exm_submit_upload (ExmSubmitWork *self,
                             GError       **error);
gboolean _exm_submit_create (ExmSubmitWork *self,
                             GError       **error);
gboolean _exm_submit_follow (ExmSubmitWork *self,
                             GError       **error);

/* Sent, and the answer is owed: finds the job, or makes sure there is none.
 * %TRUE with job-name set in the record, or with create-sent taken away. */
gboolean _exm_submit_settle (ExmSubmitWork *self,
                             GError       **error);

/* Deletes the uploaded files, as far as it can. */
void _exm_submit_remove_objects (ExmSubmitWork *self);

/**
 * ExmSubmitHook:
 * @point: "commit:step", "committed:step", "create:sent", …
 *
 * For tests: called at each place where a death would matter.
 */
typedef void (*ExmSubmitHook) (const char *point,
                               gpointer    user_data);

void _exm_submit_set_hook (ExmSubmitHook hook,
                           gpointer      user_data);
void _exm_submit_point (const char *point);

G_END_DECLS
