package dev.noyau.formats.torch;

import dev.noyau.formats.io.StoredType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that a pickle may name. None of it is code of Python's: each stands for a few lines of [Builder],
/// and a name that is not here is refused before anything is done with it.
sealed interface Constructor {
    /// What makes a value of its arguments.
    enum Function implements Constructor {
        DICT,
        DEFAULT_DICT,
        LIST,
        TENSOR,
        TENSOR_OF_TYPE,
        PARAMETER,
        SIZE,
        DEVICE,
    }

    /// The kind of a storage, or the type of an element.
    ///
    /// @param type null for a storage that is bytes alone
    record ElementType(@Nullable StoredType type) implements Constructor {}

    /// What stands for a type of Python's as an argument only.
    enum Word implements Constructor {
        INT,
        FLOAT,
    }

    /// By module and name.
    Map<String, Constructor> ALL = all();

    private static Map<String, Constructor> all() {
        Map<String, Constructor> m = new HashMap<>();
        m.put("collections.OrderedDict", Function.DICT);
        m.put("collections.Counter", Function.DICT);
        m.put("collections.defaultdict", Function.DEFAULT_DICT);
        for (String builtins : new String[] {"builtins.", "__builtin__."}) {
            m.put(builtins + "dict", Function.DICT);
            m.put(builtins + "list", Function.LIST);
            m.put(builtins + "set", Function.LIST);
            m.put(builtins + "int", Word.INT);
            m.put(builtins + "float", Word.FLOAT);
        }
        m.put("torch._utils._rebuild_tensor", Function.TENSOR);
        m.put("torch._utils._rebuild_tensor_v2", Function.TENSOR);
        m.put("torch._utils._rebuild_tensor_v3", Function.TENSOR_OF_TYPE);
        m.put("torch._utils._rebuild_parameter", Function.PARAMETER);
        m.put("torch._utils._rebuild_parameter_with_state", Function.PARAMETER);
        m.put("torch.Size", Function.SIZE);
        m.put("torch.device", Function.DEVICE);
        type(m, "Double", "float64", StoredType.F64);
        type(m, "Float", "float32", StoredType.F32);
        type(m, "Half", "float16", StoredType.F16);
        type(m, "BFloat16", "bfloat16", StoredType.BF16);
        type(m, "Long", "int64", StoredType.I64);
        type(m, "Int", "int32", StoredType.I32);
        type(m, "Short", "int16", StoredType.I16);
        type(m, "Char", "int8", StoredType.I8);
        type(m, "Byte", "uint8", StoredType.U8);
        type(m, "Bool", "bool", StoredType.BOOL);
        m.put("torch.uint16", new ElementType(StoredType.U16));
        m.put("torch.uint32", new ElementType(StoredType.U32));
        m.put("torch.storage.UntypedStorage", new ElementType(null));
        return Map.copyOf(m);
    }

    private static void type(Map<String, Constructor> m, String storage, String dtype, StoredType type) {
        m.put("torch." + storage + "Storage", new ElementType(type));
        m.put("torch." + dtype, new ElementType(type));
    }
}
