/* exm-ready-private.h - what the files of the ready page share
 *
 * A check asks for facts, side by side; each answer is kept as it came, value or
 * error. Judging turns the facts that are there into rows and asks nobody: so
 * any order of answers leads to the same rows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-billing.h"
#include "exm-permissions.h"
#include "exm-projects.h"
#include "exm-quota.h"
#include "exm-ready.h"
#include "exm-services.h"
#include "exm-storage-browse.h"

G_BEGIN_DECLS

/* --- rows ----------------------------------------------------------------------- */

/* What a row shall show. Strings are owned. */
typedef struct
{
  ExmReadyState  state;
  char          *text;
  char          *details;
  ExmReadyAction action;
  ExmReadyAction other;
  char          *url;
  char          *job;
  char          *proposal;
  char          *extra;
} ExmReadyVerdict;

void _exm_ready_verdict_clear (ExmReadyVerdict *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExmReadyVerdict, _exm_ready_verdict_clear)

ExmReadyChoice *_exm_ready_choice_new (const char *id,
                                       const char *title,
                                       const char *subtitle,
                                       const char *reason);

ExmReadyItem *_exm_ready_item_new (ExmReadyKind kind);
/* Shows @verdict; notifies what changes. Nothing happens while the row is busy. */
void _exm_ready_item_set (ExmReadyItem          *self,
                          const ExmReadyVerdict *verdict);
/* @text (nullable): what is being done; NULL: not busy any more. */
void _exm_ready_item_set_busy (ExmReadyItem *self,
                               const char   *text);
/* After a fix that failed: the same button again, and why it failed; said until
 * something else is asked for. */
void _exm_ready_item_set_failed (ExmReadyItem *self,
                                 const GError *error);
void _exm_ready_item_forget_failure (ExmReadyItem *self);
void _exm_ready_item_clear_choices (ExmReadyItem *self);
void _exm_ready_item_add_choice (ExmReadyItem *self,
                                 const char   *id,
                                 const char   *title,
                                 const char   *subtitle,
                                 const char   *reason);

/* --- facts ---------------------------------------------------------------------- */

typedef enum
{
  EXM_FACT_PROJECT,     /* ExmProject: the chosen one */
  EXM_FACT_PROJECTS,    /* GPtrArray of ExmProject */
  EXM_FACT_BILLING,     /* ExmBilling */
  EXM_FACT_ACCOUNTS,    /* GPtrArray of ExmBillingAccount */
  EXM_FACT_SERVICES,    /* GPtrArray of ExmService */
  EXM_FACT_PERMISSIONS, /* GPtrArray of ExmPermission: missing ones */
  EXM_FACT_BUCKET,      /* ExmBucket: the chosen one */
  EXM_FACT_BUCKETS,     /* GPtrArray of ExmBucket */
  EXM_FACT_JOBS,        /* GPtrArray of ExmTuningJob: running ones */
  EXM_FACT_FILE,        /* ExmStoredObject: the chosen one */
} ExmFactId;

#define EXM_N_FACTS 10

typedef struct
{
  gpointer       value; /* NULL: unknown, or an error */
  GDestroyNotify destroy;
  GError        *error;
  gboolean       pending; /* being asked for by the running check */
} ExmFact;

typedef struct _ExmReadyRun ExmReadyRun;

struct _ExmReady
{
  GObject parent_instance;

  ExmCatalogue *catalogue;
  ExmReadyItem *items[EXM_N_READY];
  ExmFact       facts[EXM_N_FACTS];
  ExmReadyRun  *run;    /* the running check */
  GSource      *spread; /* looks again while an API is on its way */
  gint64        spread_since;

  ExmGoogle      *google;
  char           *account;
  char           *project;
  char           *project_number;
  char           *quota_project; /* chosen for the calls to count against, or NULL */
  char           *bucket;
  char           *region;
  char           *model;
  char           *training_uri;
  char           *new_project_id; /* proposals, kept while they are shown */
  char           *new_bucket;
  const ExmStats *stats;
  ExmTask        *task;
  char           *summary;

  guint may_queue : 1;
  guint is_ready : 1;
};

enum
{
  EXM_READY_PROP_0,
  EXM_READY_PROP_READY,
  EXM_READY_PROP_CHECKING,
  EXM_READY_PROP_SUMMARY,
  EXM_READY_PROP_GOOGLE,
  EXM_READY_PROP_ACCOUNT,
  EXM_READY_PROP_PROJECT,
  EXM_READY_PROP_PROJECT_NUMBER,
  EXM_READY_PROP_QUOTA_PROJECT,
  EXM_READY_PROP_BUCKET,
  EXM_READY_PROP_REGION,
  EXM_READY_PROP_MODEL,
  EXM_READY_PROP_TRAINING_URI,
  EXM_READY_PROP_MAY_QUEUE,
  EXM_READY_N_PROPS,
};

/* exm-ready.c */
void _exm_ready_notify (ExmReady *self,
                        guint     property);
void _exm_ready_forget (ExmReady *self,
                        ExmFactId fact);
/* Takes @value or @error (transfer full, one is NULL). */
void _exm_ready_learn (ExmReady      *self,
                       ExmFactId      fact,
                       gpointer       value,
                       GDestroyNotify destroy,
                       GError        *error);
/* Known: an answer of either kind is there. */
gboolean _exm_ready_knows (ExmReady *self,
                           ExmFactId fact);
/* (transfer none): the model of the settings; NULL: none of that id. */
const ExmBaseModel *_exm_ready_get_base_model (ExmReady *self);
/* (transfer none) (nullable): the region of the settings, else the model's first. */
const char *_exm_ready_get_region (ExmReady *self);
/* (transfer full): every tuning region of the catalogue. */
char **_exm_ready_dup_regions (ExmReady *self);

/* exm-ready-judge.c: rows, `ready` and `summary` after the facts. */
void _exm_ready_judge (ExmReady *self);

/* exm-ready-judge-access.c */
void _exm_ready_judge_permissions (ExmReady        *self,
                                   ExmReadyVerdict *verdict);
void _exm_ready_judge_bucket (ExmReady        *self,
                              ExmReadyVerdict *verdict);

/* exm-ready-judge-local.c: rows that need no call, or little of one. */
void _exm_ready_judge_model (ExmReady        *self,
                             ExmReadyVerdict *verdict);
void _exm_ready_judge_jobs (ExmReady        *self,
                            ExmReadyVerdict *verdict);
void _exm_ready_judge_dataset (ExmReady        *self,
                               ExmReadyVerdict *verdict);

/* exm-ready-words.c: pieces of verdicts. */

/* @text: translated, taken. */
void _exm_ready_say (ExmReadyVerdict *verdict,
                     ExmReadyState    state,
                     char            *text);
/* Why an answer is missing: error, or unknown, or still to come. */
void _exm_ready_say_missing (ExmReady        *self,
                             ExmReadyVerdict *verdict,
                             ExmFactId        fact);
void _exm_ready_say_error (ExmReadyVerdict *verdict,
                           const GError    *error);
void _exm_ready_say_details (ExmReadyVerdict *verdict,
                             const GError    *error);
/* Not everybody who may tune may look at the project, its billing, its APIs or its
 * roles; and an API for looking may be off where the sign-in belongs. That Vertex
 * AI answers shows all of that just as well. TRUE: so it is (or will be known
 * soon), and that was said. */
gboolean _exm_ready_say_answers (ExmReady        *self,
                                 ExmReadyVerdict *verdict,
                                 ExmFactId        fact);
/* A refusal that says more than "not yours": the error table has words for it. */
gboolean _exm_ready_has_own_reason (const GError *error);
/* TRUE: @kind is not green, and that was said. */
gboolean _exm_ready_say_blocked (ExmReady        *self,
                                 ExmReadyVerdict *verdict,
                                 ExmReadyKind     kind);
gboolean _exm_ready_error_is (const GError *error,
                              int           code);

/* exm-ready-choices.c */
void _exm_ready_fill_choices (ExmReady *self);
/* (transfer none) (nullable): the project, or bucket, that is taken without
 * asking: the only one, or the only one that was made for this. */
const char *_exm_ready_only_project (ExmReady *self);
const char *_exm_ready_only_bucket (ExmReady *self);
/* (transfer none) (nullable): the only open billing account. */
const char *_exm_ready_only_account (ExmReady *self);

/* exm-ready-check.c */
void _exm_ready_stop (ExmReady *self);

G_END_DECLS
