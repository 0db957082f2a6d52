using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ShopHosting.Actors;

/// <summary>A method that answers once: with a Task or a ValueTask, with or without a result.</summary>
internal sealed class CallMethod<TResult>(MethodInfo method, JsonSerializerOptions json) : GrainMethod(method, json)
{
    private readonly JsonTypeInfo<TResult>? _result = (JsonTypeInfo<TResult>?)Wire.InfoOf(typeof(TResult), json);
    private readonly bool _valueTask = method.ReturnType.IsValueType;

    public override object Send(GrainTarget target, object?[] arguments)
    {
        var answer = SendAsync(target, arguments);
        return !_valueTask ? answer
            : typeof(TResult) == typeof(Nothing) ? new ValueTask(answer)
            : new ValueTask<TResult>(answer);
    }

    /// <summary>Calls the grain and makes of its answer what the caller gets.</summary>
    public async ValueTask<TResult> AnswerAsync(Grain grain, object?[] arguments)
    {
        switch (Invoke(grain, arguments))
        {
            case Task<TResult> task:
                return Wire.Copy(await task, _result);
            case ValueTask<TResult> task:
                return Wire.Copy(await task, _result);
            case Task task:
                await task;
                return default!;
            case ValueTask task:
                await task;
                return default!;
            default:
                throw new InvalidOperationException($"{Name} returned null instead of a task.");
        }
    }

    private Task<TResult> SendAsync(GrainTarget target, object?[] arguments)
    {
        // What cannot be sent throws at the call already, as in Orleans.
        var token = TokenIn(arguments);
        token.ThrowIfCancellationRequested();
        var call = new Call<TResult>(this, Copy(arguments), target.Host.Clock.GetTimestamp());
        call.WatchFor(token);
        target.Host.Send(target.Class, target.Key, call);
        return call.Answer;
    }
}
