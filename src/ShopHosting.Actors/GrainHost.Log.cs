using Microsoft.Extensions.Logging;

namespace ShopHosting.Actors;

public sealed partial class GrainHost
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The grain host runs with {Classes} classes of grains")]
    private partial void LogStarted(int classes);

    [LoggerMessage(Level = LogLevel.Information, Message = "The grain host has stopped")]
    private partial void LogStopped();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The grain host stops without waiting for {Activations} grains that had not finished")]
    private partial void LogGraceOver(int activations);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} of {Grain} threw")]
    internal partial void LogCallFailed(Exception exception, string method, Activation grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A timer of {Grain} threw; it goes on")]
    internal partial void LogTickFailed(Exception exception, Activation grain);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} could not be activated")]
    internal partial void LogActivationFailed(Exception exception, Activation grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} failed while it was deactivated; it goes all the same")]
    internal partial void LogDeactivationFailed(Exception exception, Activation grain);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Grain} was deactivated: {Reason}")]
    internal partial void LogDeactivated(Activation grain, DeactivationReasonCode reason);
}
