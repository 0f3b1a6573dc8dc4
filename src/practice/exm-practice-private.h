/* exm-practice-private.h - what the parts of the service share
 *
 * Everything here belongs to the service thread, except what "lock" guards.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "exm-practice-store-private.h"
#include "exm-practice.h"

G_BEGIN_DECLS

#define EXM_PRACTICE_BLOCK 262144 /* Cloud Storage keeps whole blocks of this */

typedef struct _ExmPracticeRun   ExmPracticeRun;
typedef struct _ExmPracticeBrain ExmPracticeBrain;

typedef struct
{
  ExmPracticeFault fault; /* strings owned */
  guint            seen;
} ExmPracticeFaultEntry;

typedef struct
{
  GMainContext     *context;
  ExmPracticeStore *store;
  char             *origin;
  GHashTable       *runs;   /* job id to ExmPracticeRun */
  GHashTable       *brains; /* endpoint id to ExmPracticeBrain */
  GHashTable       *sinks;  /* SoupServerMessage to ExmPracticeSink */
  guint64           last_id;
  gint64            api_on;    /* microseconds; when the API of the usual project is on … */
  gint64            api_there; /* … and has spread */
  gboolean          stopping;

  GMutex     lock; /* guards what follows; the API sets it from other threads */
  double     speed;
  char      *token;
  gboolean   require_token;
  guint      obstacles;
  GPtrArray *faults; /* ExmPracticeFaultEntry */
} ExmPracticeState;

/* One request on its way to an answer. */
typedef struct
{
  ExmPracticeState  *state;
  SoupServerMessage *message;
  const char        *method;
  char              *target; /* path and query as sent */
  char             **path;   /* decoded segments */
  guint              n_path;
  char              *verb;  /* what stands behind ':' in the last segment, or NULL */
  GPtrArray         *query; /* name, value, name, value … decoded */
  GBytes            *body;
  JsonNode          *json; /* of the body, once asked for */
  gboolean           is_storage;
  gboolean           cut_after;
  gboolean           wrong_checksum;
} ExmPracticeCall;

/* exm-practice-state.c */
ExmPracticeState *_exm_practice_state_new (const char *dir, GError **error);
void              _exm_practice_state_free (ExmPracticeState *self);
double            _exm_practice_state_get_speed (ExmPracticeState *self);
gboolean          _exm_practice_state_has_obstacle (ExmPracticeState *self, ExmPracticeObstacle obstacle);
void              _exm_practice_state_clear_obstacle (ExmPracticeState *self, ExmPracticeObstacle obstacle);
guint64           _exm_practice_state_next_id (ExmPracticeState *self);
char             *_exm_practice_now (void);
guint             _exm_practice_scaled_ms (ExmPracticeState *self, guint ms);

/* exm-practice-faults.c */
void _exm_practice_fault_entry_free (ExmPracticeFaultEntry *entry);
void _exm_practice_state_add_fault (ExmPracticeState *self, const ExmPracticeFault *fault);
void _exm_practice_state_clear_faults (ExmPracticeState *self);
/* The fault that this request shall suffer, used up by one. */
gboolean _exm_practice_state_take_fault (ExmPracticeState *self,
                                         const char       *method,
                                         const char       *target,
                                         ExmPracticeFault *fault);
void     _exm_practice_serve_faults (ExmPracticeCall *call);

/* exm-practice-call.c */
ExmPracticeCall *_exm_practice_call_new (ExmPracticeState *state, SoupServerMessage *message);
void             _exm_practice_call_free (ExmPracticeCall *self);
const char      *_exm_practice_call_query (ExmPracticeCall *self, const char *name);
gboolean         _exm_practice_call_is (ExmPracticeCall *self, const char *method);
const char      *_exm_practice_call_header (ExmPracticeCall *self, const char *name);
/* The body as an object; an empty body is an empty object. NULL when it is no
 * JSON object: then the answer (400) is already given. */
JsonObject *_exm_practice_call_json (ExmPracticeCall *self);

/* exm-practice-reply.c */
void _exm_practice_reply (ExmPracticeCall *call, guint status, JsonObject *object); /* takes object */
void _exm_practice_reply_text (ExmPracticeCall *call, guint status, const char *type, const char *text);
void _exm_practice_reply_empty (ExmPracticeCall *call, guint status);
void _exm_practice_error (ExmPracticeCall *call, guint status, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* With a status name other than the usual one of the code. */
void        _exm_practice_error_status (ExmPracticeCall *call, guint status, const char *name, const char *message);
void        _exm_practice_error_field (ExmPracticeCall *call, const char *field, const char *description);
void        _exm_practice_error_info (ExmPracticeCall *call,
                                      guint            status,
                                      const char      *name,
                                      const char      *reason,
                                      const char      *metadata_name,
                                      const char      *metadata_value,
                                      const char      *message);
char       *_exm_practice_json_text (JsonObject *object);
const char *_exm_practice_status_name (guint status);
void        _exm_practice_cut (SoupServerMessage *message);

/* A member that is a string; nothing when value is NULL. */
static inline void
_exm_set (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

/* 64-bit numbers are strings in Google's JSON. */
static inline void
_exm_set_int (JsonObject *object, const char *name, gint64 value)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);
  json_object_set_string_member (object, name, text);
}

/* exm-practice-route.c */
void _exm_practice_route (ExmPracticeCall *call);

/* exm-practice-guard.c: before the body is read */
gboolean _exm_practice_host_is_local (const char *host, const char *origin);
void     _exm_practice_guard (ExmPracticeState *state, SoupServerMessage *message);

/* exm-practice-hash.c */
guint32  _exm_practice_crc32c (guint32 crc, const guint8 *data, gsize size);
char    *_exm_practice_crc32c_text (guint32 crc);
gboolean _exm_practice_hash_file (const char *path, char **crc32c, char **md5, guint64 *size);

/* exm-practice-buckets.c, -objects.c, -multipart.c, -upload.c */
void        _exm_practice_serve_buckets (ExmPracticeCall *call);
void        _exm_practice_serve_objects (ExmPracticeCall *call);
void        _exm_practice_serve_upload (ExmPracticeCall *call);
JsonObject *_exm_practice_bucket (ExmPracticeState *state, const char *name);
JsonObject *_exm_practice_object (ExmPracticeState *state, const char *bucket, const char *name);
char       *_exm_practice_object_path (ExmPracticeState *state, JsonObject *object);
JsonObject *_exm_practice_object_public (ExmPracticeCall *call, JsonObject *object);
/* FALSE: the precondition fails and 412 is answered. */
gboolean _exm_practice_check_generation (ExmPracticeCall *call, JsonObject *object, const char *wanted);
/* Moves the file at data_path in as the object's bytes. NULL: answered. */
JsonObject *_exm_practice_object_create (ExmPracticeCall *call,
                                         const char      *bucket,
                                         const char      *name,
                                         JsonObject      *metadata,
                                         const char      *content_type,
                                         const char      *data_path,
                                         const char      *if_generation);
gboolean    _exm_practice_multipart_split (const char *content_type,
                                           GBytes     *body,
                                           GBytes    **metadata,
                                           char      **media_type,
                                           GBytes    **media);
/* Streams bodies of upload sessions to disk as they come. */
void                            _exm_practice_sink_attach (ExmPracticeState       *state,
                                                           SoupServerMessage      *message,
                                                           const char             *upload_id,
                                                           const ExmPracticeFault *fault);
typedef struct _ExmPracticeSink ExmPracticeSink;
void                            _exm_practice_sink_free (ExmPracticeSink *sink);

/* exm-practice-jobs.c and its like: paths below /v1/projects/P/locations/L */
void _exm_practice_serve_jobs (ExmPracticeCall *call);
void _exm_practice_serve_models (ExmPracticeCall *call);
void _exm_practice_serve_endpoints (ExmPracticeCall *call);
void _exm_practice_serve_publishers (ExmPracticeCall *call);
void _exm_practice_serve_operations (ExmPracticeCall *call);
void _exm_practice_serve_curves (ExmPracticeCall *call);
void _exm_practice_serve_account (ExmPracticeCall *call);

/* exm-practice-oauth.c and its like: signing in, service accounts */
void     _exm_practice_serve_oauth (ExmPracticeCall *call);
void     _exm_practice_serve_service_accounts (ExmPracticeCall *call);
gboolean _exm_practice_token_counts (ExmPracticeState *state, const char *token);

/* exm-practice-projects.c. TRUE: id or number of the project. */
gboolean _exm_practice_is_project (ExmPracticeState *state, const char *name);

/* One page of all items that pass: {key: [...], nextPageToken}. */
typedef JsonObject *(*ExmPracticeShow) (ExmPracticeCall *call, JsonObject *document);
void _exm_practice_reply_page (ExmPracticeCall *call,
                               const char      *key,
                               GPtrArray       *documents,
                               ExmPracticeShow  show);
/* An operation that ends soon; answers with it. */
void _exm_practice_reply_operation (ExmPracticeCall *call, const char *location, const char *type);

/* exm-practice-run.c */
void     _exm_practice_run_start (ExmPracticeState *state, const char *job_id);
void     _exm_practice_run_cancel (ExmPracticeState *state, const char *job_id);
void     _exm_practice_run_resume_all (ExmPracticeState *state);
void     _exm_practice_run_free (ExmPracticeRun *run);
gboolean _exm_practice_job_is_over (JsonObject *document);

/* exm-practice-catalogue.c */
typedef struct
{
  const char *id;
  gboolean    tunable;
  gboolean    served;      /* FALSE: retired */
  gboolean    multi;       /* tuned model lives in us / eu */
  guint       max_adapter; /* rank */
} ExmPracticeBase;
const ExmPracticeBase *_exm_practice_base (const char *id);
/* Where a model tuned in region lives, or NULL when it cannot be tuned there. */
const char *_exm_practice_base_home (const ExmPracticeBase *base, const char *region);

/* exm-practice-brain.c */
ExmPracticeBrain *_exm_practice_brain_load (const char *dir, guint checkpoint);
void              _exm_practice_brain_free (ExmPracticeBrain *brain);
typedef struct
{
  char  *text;
  double log_probability;
} ExmPracticeAnswer;
/* temperature 0: the likeliest. */
void _exm_practice_brain_answer (const ExmPracticeBrain *brain,
                                 const char             *prompt,
                                 double                  temperature,
                                 guint64                *random,
                                 ExmPracticeAnswer      *answer);

/* exm-practice-generate.c */
/* endpoint NULL: the base model named. */
void _exm_practice_generate (ExmPracticeCall *call, JsonObject *endpoint, const char *base_model);

/* exm-practice-tokens.c */
guint64 _exm_practice_count_tokens (const char *text);
/* All text of contents (and of a system instruction), NULL-safe. */
char *_exm_practice_contents_text (JsonArray *contents, guint n);
char *_exm_practice_content_text (JsonObject *content);

G_END_DECLS
